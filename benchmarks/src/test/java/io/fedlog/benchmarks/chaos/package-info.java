/** The chaos run and what it judges by. */
@NullMarked
package io.fedlog.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
