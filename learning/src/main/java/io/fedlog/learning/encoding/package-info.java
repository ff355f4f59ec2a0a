/**
 * How updates are written on their way: fewer bytes than the model's own numbers, and each decoded
 * value exactly a float, so that sums of them stay exact.
 */
@NullMarked
package io.fedlog.learning.encoding;

import org.jspecify.annotations.NullMarked;
