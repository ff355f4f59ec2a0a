package io.fedlog.benchmarks.chaos;

import org.jspecify.annotations.Nullable;

/**
 * A record as a follower of the log sees it.
 *
 * @param value decoded; null for a tombstone
 * @param timestamp when a broker appended it, in milliseconds since 1970
 */
record Seen(
    String topic, String key, @Nullable Object value, int partition, long offset, long timestamp) {}
