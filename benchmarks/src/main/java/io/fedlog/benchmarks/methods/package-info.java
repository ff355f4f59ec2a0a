/** Aggregation methods over updates in memory, chunk by chunk on all cores. */
@NullMarked
package io.fedlog.benchmarks.methods;

import org.jspecify.annotations.NullMarked;
