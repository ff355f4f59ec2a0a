package io.fedlog.benchmarks.memory;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The seal that was written last. */
final class LastRecord {
  private LastRecord() {}

  /** When the broker took the last record of the partition in which a round's seals lie. */
  static long timestamp(KafkaSettings kafka, RoundDefinition round, int partitions) {
    TopicPartition partition =
        new TopicPartition(
            round.getUpdatesTopic(), Placement.partition(round.getRoundId(), 0, partitions));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("bench-last"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seek(partition, end - 1);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          return record.timestamp();
        }
      }
    }
  }
}
