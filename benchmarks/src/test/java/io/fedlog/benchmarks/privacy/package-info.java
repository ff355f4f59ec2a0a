/** Tests of the utility measurement. */
@NullMarked
package io.fedlog.benchmarks.privacy;

import org.jspecify.annotations.NullMarked;
