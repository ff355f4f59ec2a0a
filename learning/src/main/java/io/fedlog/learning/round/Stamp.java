package io.fedlog.learning.round;

/**
 * An event's place in the round log.
 *
 * @param offset in the log's partition
 * @param atMillis when the broker appended it, milliseconds since the epoch
 */
public record Stamp(long offset, long atMillis) {}
