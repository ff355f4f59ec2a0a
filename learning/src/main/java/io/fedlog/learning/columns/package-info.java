/**
 * Work on the same parameters of several updates at once: columns, of which the updates are the
 * rows. A block of columns at a time, so that the caches hold it and the compiler vectorises over
 * it.
 */
@NullMarked
package io.fedlog.learning.columns;

import org.jspecify.annotations.NullMarked;
