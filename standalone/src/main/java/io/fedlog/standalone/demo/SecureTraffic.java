package io.fedlog.standalone.demo;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What stores sent in masked rounds, counted on the log itself. For one thread. */
final class SecureTraffic {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final Set<String> stores = new TreeSet<>();
  private long updateBytes;
  private long protocolBytes;
  private int masked;
  private int plain;

  private SecureTraffic(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Counts what was sent in these rounds. */
  static SecureTraffic read(String bootstrapServers, List<RoundDefinition> rounds) {
    SecureTraffic traffic = new SecureTraffic(bootstrapServers);
    FingerprintDirectory schemas = new FingerprintDirectory();
    for (RoundDefinition round : rounds) {
      RecordCodec<UpdateRecord> updates =
          RecordCodec.of(Topics.updates(round.getRoundId()), schemas);
      traffic.follow(
          round.getUpdatesTopic(), value -> traffic.update(updates.decode(value), value));
    }
    Set<String> ids = new TreeSet<>(rounds.stream().map(RoundDefinition::getRoundId).toList());
    RecordCodec<SecureMessage> messages = RecordCodec.of(Topics.SECURE, schemas);
    traffic.follow(
        Topics.SECURE.name(),
        value -> {
          if (ids.contains(messages.decode(value).getRoundId())) {
            traffic.protocolBytes += value.length;
          }
        });
    return traffic;
  }

  /** Stores that sealed an update. */
  int stores() {
    return stores.size();
  }

  /** Updates that were sealed with masks. */
  int masked() {
    return masked;
  }

  /** Updates that were sealed without. */
  int plain() {
    return plain;
  }

  /** Bytes of all chunks and seals. */
  long updateBytes() {
    return updateBytes;
  }

  /** Bytes of all keys, shares, confirmations and reveals. */
  long protocolBytes() {
    return protocolBytes;
  }

  private void update(UpdateRecord record, byte[] value) {
    updateBytes += value.length;
    if (record.getBody() instanceof UpdateSeal seal) {
      stores.add(seal.getStoreId());
      if (seal.getMask() == null) {
        plain++;
      } else {
        masked++;
      }
    }
  }

  private void follow(String topic, Consumer<byte[]> each) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaSettings.at(bootstrapServers).consumer("fedlog-demo-traffic"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          each.accept(record.value());
        }
      }
    }
  }
}
