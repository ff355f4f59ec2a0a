/**
 * How much an update counts that was trained from an older version, and how a window of such
 * updates becomes the next one.
 */
@NullMarked
package io.fedlog.learning.staleness;

import org.jspecify.annotations.NullMarked;
