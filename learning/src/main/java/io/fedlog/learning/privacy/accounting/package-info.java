/**
 * What releases with noise cost in privacy: composition theorems, Renyi divergences and privacy
 * loss distributions, each an upper bound on the true (epsilon, delta).
 */
@NullMarked
package io.fedlog.learning.privacy.accounting;

import org.jspecify.annotations.NullMarked;
