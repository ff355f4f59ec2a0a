package io.fedlog.standalone.backup;

import io.fedlog.runtime.KafkaSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of topics as bytes, up to where a backup cuts them. */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  TopicReader(KafkaSettings kafka, String clientId) {
    Properties properties = kafka.consumer(clientId);
    properties.setProperty("allow.auto.create.topics", "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Takes a record. */
  interface Visitor {
    /** The next of its partition. */
    void record(SavedRecord record) throws IOException;
  }

  void read(SavedTopic topic, Visitor visitor) throws IOException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < topic.partitions(); p++) {
      all.add(new TopicPartition(topic.name(), p));
      ends.put(all.get(p), topic.ends().get(p));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    while (!ends.isEmpty()) {
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      consumer.pause(all.stream().filter(partition -> !ends.containsKey(partition)).toList());
      if (ends.isEmpty()) {
        break;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          visitor.record(SavedRecord.of(record));
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
