/** How fast rounds are made again from the log, beside how fast they were made. */
@NullMarked
package io.fedlog.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
