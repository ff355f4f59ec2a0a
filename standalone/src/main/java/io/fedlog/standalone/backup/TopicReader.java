package io.fedlog.standalone.backup;

import io.fedlog.runtime.BrokerUnreachableException;
import io.fedlog.runtime.KafkaSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of topics as bytes, up to where a backup cuts them. */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Empty polls in a row, half a minute, after which what is missing will not come. */
  private static final int PATIENCE = 150;

  private final KafkaConsumer<byte[], byte[]> consumer;

  TopicReader(KafkaSettings kafka, String clientId) {
    Properties properties = kafka.consumer(clientId);
    properties.setProperty("allow.auto.create.topics", "false");
    // The fetch that waits for more of one topic holds up the first of the next.
    properties.setProperty("fetch.max.wait.ms", "20");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Takes a record. */
  interface Visitor {
    /** The next of its partition. */
    void record(SavedRecord record) throws IOException;
  }

  /**
   * Every record of a topic, in the order of each partition.
   *
   * @throws BrokerUnreachableException when it ends before its time
   */
  void read(SavedTopic topic, Visitor visitor) throws IOException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < topic.partitions(); p++) {
      all.add(new TopicPartition(topic.name(), p));
      ends.put(all.get(p), topic.ends().get(p));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    int emptyPolls = 0;
    while (!ends.isEmpty()) {
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      consumer.pause(all.stream().filter(partition -> !ends.containsKey(partition)).toList());
      if (ends.isEmpty()) {
        break;
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
      if (emptyPolls > PATIENCE) {
        throw stuck(ends);
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          visitor.record(SavedRecord.of(record));
        }
      }
    }
  }

  private BrokerUnreachableException stuck(Map<TopicPartition, Long> ends) {
    TopicPartition one = ends.keySet().iterator().next();
    return new BrokerUnreachableException(
        "%s has been read up to offset %d of %d and nothing more comes. Is a broker away, or was the topic deleted? Begin again when it is there."
            .formatted(one, consumer.position(one), ends.get(one)),
        null);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
