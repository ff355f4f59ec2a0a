/** What a coordinator counts and times, for Prometheus to read. */
@NullMarked
package io.fedlog.coordinator.metrics;

import org.jspecify.annotations.NullMarked;
