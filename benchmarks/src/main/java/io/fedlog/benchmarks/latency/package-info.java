/** How soon a round is made, alone, beside a busy one, and among two hundred. */
@NullMarked
package io.fedlog.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
