/** How fast numbers are summed, checked, divided and hashed in one thread, without Kafka. */
@NullMarked
package io.fedlog.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
