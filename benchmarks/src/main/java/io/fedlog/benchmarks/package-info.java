/** {@code ./fedlog bench}: measurements whose yardsticks are measured in the same run. */
@NullMarked
package io.fedlog.benchmarks;

import org.jspecify.annotations.NullMarked;
