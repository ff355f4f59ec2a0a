/**
 * Who asks, what they may do, and how they prove it: tokens, roles, people, stores' enrolment.
 * Knows neither HTTP's server side nor Kafka.
 */
@NullMarked
package io.fedlog.coordinator.identity;

import org.jspecify.annotations.NullMarked;
