/** Lets go of the updates of rounds that are long over. */
@NullMarked
package io.fedlog.coordinator.retention;

import org.jspecify.annotations.NullMarked;
