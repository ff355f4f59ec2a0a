/** Benchmarks of memory and recovery, in small. */
@NullMarked
package io.fedlog.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
