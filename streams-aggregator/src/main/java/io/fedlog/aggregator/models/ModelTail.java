package io.fedlog.aggregator.models;

import io.fedlog.aggregator.models.ModelReader.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Follows topics from their beginning and notes where each key's newest record lies. Goes on from
 * where it was with another consumer. Not thread-safe.
 */
final class ModelTail {
  private final List<String> topics;
  private final KeyIndex index = new KeyIndex();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  ModelTail(List<String> topics) {
    this.topics = topics;
  }

  /** Begins with a new consumer. */
  void begin(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      Long position = positions.get(partition);
      if (position == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, position);
      }
    }
  }

  /** Notes what has come. */
  void follow(Consumer<byte[], byte[]> consumer, Duration wait) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      if (record.key() != null) {
        index.saw(
            new Wanted(record.topic(), new String(record.key(), StandardCharsets.UTF_8)),
            new TopicPartition(record.topic(), record.partition()),
            record.offset(),
            record.value() != null);
      }
    }
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition, consumer.position(partition));
    }
  }

  /** Whether it has come that far everywhere. */
  boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  KeyIndex.@Nullable Place find(Wanted wanted) {
    return index.find(wanted);
  }
}
