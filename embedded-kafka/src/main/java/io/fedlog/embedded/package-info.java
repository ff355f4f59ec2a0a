/**
 * One real Kafka broker in this JVM, or in a child of it.
 *
 * <p>{@link io.fedlog.embedded.EmbeddedKafka} serves the demo and most tests; {@link
 * io.fedlog.embedded.BrokerProcess} serves tests that kill a broker without warning.
 */
@NullMarked
package io.fedlog.embedded;

import org.jspecify.annotations.NullMarked;
