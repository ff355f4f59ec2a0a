/** Metrics for analysts: exported, watched, and asked in SQL on this machine. */
@NullMarked
package io.fedlog.standalone.metrics;

import org.jspecify.annotations.NullMarked;
