package io.fedlog.standalone.backup;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the aggregators had read a partition, and what Kafka Streams noted beside it. */
record SavedOffset(
    @JsonProperty("topic") String topic,
    @JsonProperty("partition") int partition,
    @JsonProperty("offset") long offset,
    @JsonProperty("metadata") String metadata) {}
