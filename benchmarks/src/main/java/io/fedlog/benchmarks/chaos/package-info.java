/**
 * {@code ./fedlog bench chaos}: a real installation is killed, paused and starved by a seeded
 * schedule while rounds run, and what it leaves on the log is held against plain recomputation.
 */
@NullMarked
package io.fedlog.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
