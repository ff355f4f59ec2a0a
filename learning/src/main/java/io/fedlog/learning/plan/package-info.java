/**
 * A training plan's life as a pure function: which round comes next, and when the plan is over.
 * Knows no clock and no transport; the coordinator feeds it what the log says.
 */
@NullMarked
package io.fedlog.learning.plan;

import org.jspecify.annotations.NullMarked;
