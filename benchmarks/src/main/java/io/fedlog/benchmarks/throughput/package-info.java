/** What one aggregator takes in a second: large updates by bytes, small ones by number. */
@NullMarked
package io.fedlog.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
