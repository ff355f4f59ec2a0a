package io.fedlog.standalone.installation;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The stores that a round's pages list. */
final class TargetsOnTheLog {
  private TargetsOnTheLog() {}

  /** In the order of the pages; the topic is read to its end. */
  static List<String> of(String bootstrapServers, String roundId) {
    RecordCodec<RoundRecord> codec = RecordCodec.of(Topics.ROUNDS, new FingerprintDirectory());
    TreeMap<Integer, List<String>> pages = new TreeMap<>();
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ROUNDS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (codec.decode(record.value()).getBody() instanceof RoundTargets page
              && page.getRoundId().equals(roundId)) {
            pages.put(page.getPage(), page.getStoreIds());
          }
        }
      }
    }
    return pages.values().stream().flatMap(List::stream).toList();
  }
}
