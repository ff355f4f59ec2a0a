/** How fast noise is drawn in one thread, beside the stream that it is drawn from. */
@NullMarked
package io.fedlog.benchmarks.noise;

import org.jspecify.annotations.NullMarked;
