/** What memory a model takes, how it gives way, and how soon a killed aggregator is back. */
@NullMarked
package io.fedlog.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
