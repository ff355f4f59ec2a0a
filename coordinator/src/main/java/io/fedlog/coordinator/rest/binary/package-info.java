/**
 * Parameters as safetensors, npz and Avro: read number by number from a stream into the place that
 * each has in its update, and written from a version's own bytes. What a body claims of itself is
 * checked before memory is spent on it.
 */
@NullMarked
package io.fedlog.coordinator.rest.binary;

import org.jspecify.annotations.NullMarked;
