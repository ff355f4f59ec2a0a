/**
 * What is written down of who did what, the one door that writes it, and the signed heads that make
 * it tamper-evident.
 */
@NullMarked
package io.fedlog.coordinator.audit;

import org.jspecify.annotations.NullMarked;
