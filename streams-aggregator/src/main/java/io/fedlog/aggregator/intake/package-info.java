/** Lets definitions, joins and commands into the round log. */
@NullMarked
package io.fedlog.aggregator.intake;

import org.jspecify.annotations.NullMarked;
