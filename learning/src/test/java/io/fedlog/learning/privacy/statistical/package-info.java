/** What privacy promises of distributions, with the chance by which a test would fail. */
@NullMarked
package io.fedlog.learning.privacy.statistical;

import org.jspecify.annotations.NullMarked;
