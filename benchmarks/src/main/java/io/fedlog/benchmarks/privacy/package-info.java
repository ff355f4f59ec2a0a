/** What noise costs a model. */
@NullMarked
package io.fedlog.benchmarks.privacy;

import org.jspecify.annotations.NullMarked;
