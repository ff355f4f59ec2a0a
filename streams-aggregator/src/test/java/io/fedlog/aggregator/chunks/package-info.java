/** Tests of what chunk tasks are made of. */
@NullMarked
package io.fedlog.aggregator.chunks;

import org.jspecify.annotations.NullMarked;
