/**
 * Sums that do not depend on the order of their terms: values are put on a fixed-point grid one by
 * one and added as 64-bit integers.
 */
@NullMarked
package io.fedlog.learning.exact;

import org.jspecify.annotations.NullMarked;
