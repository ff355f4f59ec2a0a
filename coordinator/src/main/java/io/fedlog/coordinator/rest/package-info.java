/**
 * The REST contract: for clients that never see Kafka. One class a call; what they say becomes
 * records on the log, and what they are told is read from it. No state of its own.
 */
@NullMarked
package io.fedlog.coordinator.rest;

import org.jspecify.annotations.NullMarked;
