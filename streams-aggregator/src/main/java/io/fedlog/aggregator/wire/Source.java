package io.fedlog.aggregator.wire;

/** Where a record lies. */
public record Source(String topic, int partition, long offset) {}
