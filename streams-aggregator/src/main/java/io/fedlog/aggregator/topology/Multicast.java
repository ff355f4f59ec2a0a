package io.fedlog.aggregator.topology;

import io.fedlog.aggregator.wire.Address;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends every record to all the partitions that its key is addressed to. */
final class Multicast implements StreamPartitioner<String, byte[]> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, byte[] value, int numPartitions) {
    return Optional.of(Address.partitionsOf(key, numPartitions));
  }
}
