/** Recomputes rounds from the log, without a right to write anything. */
@NullMarked
package io.fedlog.aggregator.replay;

import org.jspecify.annotations.NullMarked;
