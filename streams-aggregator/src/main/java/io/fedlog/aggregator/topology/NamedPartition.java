package io.fedlog.aggregator.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a record to the partition that its key names. */
final class NamedPartition implements StreamPartitioner<String, byte[]> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, byte[] value, int numPartitions) {
    return Optional.of(Set.of(Integer.parseInt(key)));
  }
}
