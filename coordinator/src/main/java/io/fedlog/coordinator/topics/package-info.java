/** Creates the catalogue's topics and each round's update topic. */
@NullMarked
package io.fedlog.coordinator.topics;

import org.jspecify.annotations.NullMarked;
