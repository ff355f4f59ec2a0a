package io.fedlog.benchmarks.system;

import io.fedlog.runtime.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The yardstick of everything that reads: one thread, one plain consumer that fetches all it can,
 * from the beginning to the end of a topic.
 */
public final class RawReader {
  private RawReader() {}

  /** What was read, and in which time. */
  public record Result(long records, long bytes, Duration time) {
    public double seconds() {
      return time.toNanos() / 1e9;
    }

    public double megabytesPerSecond() {
      return bytes / 1e6 / seconds();
    }
  }

  /** Reads a whole topic, handing every record on; timed from the first poll to the last record. */
  public static Result read(
      KafkaSettings kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    Properties properties = kafka.consumer("bench-raw");
    properties.setProperty("fetch.max.bytes", Integer.toString(32 << 20));
    properties.setProperty("receive.buffer.bytes", "-1");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      long records = 0;
      long bytes = 0;
      long start = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          records++;
          bytes += record.value() == null ? 0 : record.value().length;
          action.accept(record);
        }
      }
      return new Result(records, bytes, Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
