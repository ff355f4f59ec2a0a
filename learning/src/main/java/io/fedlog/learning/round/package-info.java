/**
 * The life of a round as a fold over an ordered log: the same events in the same order give the
 * same decisions, under the topology, in a unit test and in a replay. Knows no Kafka and no clock.
 */
@NullMarked
package io.fedlog.learning.round;

import org.jspecify.annotations.NullMarked;
