/** What whole-system benchmarks share: processes, a broker with topics, loads and yardsticks. */
@NullMarked
package io.fedlog.benchmarks.system;

import org.jspecify.annotations.NullMarked;
