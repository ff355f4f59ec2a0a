package io.fedlog.coordinator.log;

import java.time.Instant;

/**
 * The last sign of life of one aggregator instance.
 *
 * @param threadsStartedAt since when its stream threads have run: topics that were gone by then are
 *     unknown to them
 * @param seenAt when the broker took the record
 */
public record AggregatorSign(Instant threadsStartedAt, Instant seenAt) {}
