package io.fedlog.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The partitions of topics that somebody else creates. */
public final class TopicPartitions {
  private TopicPartitions() {}

  /** All partitions of the topics; none while one of them is not there yet. */
  public static List<TopicPartition> of(Consumer<?, ?> consumer, List<String> topics) {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> known = consumer.partitionsFor(topic);
      if (known == null || known.isEmpty()) {
        return List.of();
      }
      known.forEach(info -> all.add(new TopicPartition(topic, info.partition())));
    }
    return all;
  }
}
