/** Reads round definitions: what is refused, and what they mean for the parts of the topology. */
@NullMarked
package io.fedlog.aggregator.definition;

import org.jspecify.annotations.NullMarked;
