/** Builds the definitions of rounds and refuses those that cannot work. */
@NullMarked
package io.fedlog.coordinator.rounds;

import org.jspecify.annotations.NullMarked;
