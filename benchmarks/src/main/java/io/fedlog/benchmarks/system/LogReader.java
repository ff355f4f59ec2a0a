package io.fedlog.benchmarks.system;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed records from the beginning, as an analyst would. */
public final class LogReader {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaSettings kafka;
  private final SchemaDirectory schemas;

  public LogReader(KafkaSettings kafka, SchemaDirectory schemas) {
    this.kafka = kafka;
    this.schemas = schemas;
  }

  /** A record with its value decoded. */
  public record Entry<T>(String key, T value, int partition, long offset, long timestamp) {}

  /** A consumer at the beginning of all partitions of a topic. */
  public KafkaConsumer<String, byte[]> consumer(String topic) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("bench-reader"), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }

  /** Everything that is on a topic now; tombstones are left out. */
  public <T extends SpecificRecord> List<Entry<T>> all(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    List<Entry<T>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic.name())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null) {
            all.add(entry(codec, record));
          }
        }
      }
    }
    return all;
  }

  /**
   * Waits for the first record that satisfies a condition.
   *
   * @throws TimeoutException if none comes in time
   */
  public <T extends SpecificRecord> Entry<T> await(
      Topic<T> topic, BiPredicate<String, T> condition, Duration patience) throws TimeoutException {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    long limit = System.nanoTime() + patience.toNanos();
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic.name())) {
      while (System.nanoTime() < limit) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null) {
            Entry<T> entry = entry(codec, record);
            if (condition.test(entry.key(), entry.value())) {
              return entry;
            }
          }
        }
      }
    }
    throw new TimeoutException(
        "nothing that was waited for came on "
            + topic.name()
            + " within "
            + patience.toSeconds()
            + " s");
  }

  /** Waits until a round is completed, failed or cancelled. */
  public Entry<RoundState> awaitEnd(String roundId, Duration patience) throws TimeoutException {
    return await(
        Topics.ROUND_STATE,
        (key, state) -> key.equals(roundId) && isOver(state.getStatus()),
        patience);
  }

  public static boolean isOver(RoundStatus status) {
    return status == RoundStatus.COMPLETED
        || status == RoundStatus.FAILED
        || status == RoundStatus.CANCELLED;
  }

  private static <T extends SpecificRecord> Entry<T> entry(
      RecordCodec<T> codec, ConsumerRecord<String, byte[]> record) {
    return new Entry<>(
        record.key(),
        codec.decode(record.value()),
        record.partition(),
        record.offset(),
        record.timestamp());
  }
}
