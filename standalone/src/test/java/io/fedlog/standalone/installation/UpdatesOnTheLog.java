package io.fedlog.standalone.installation;

import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.method.InMemoryRound;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A round's updates of one chunk each, by store id, as they lie on the log. */
final class UpdatesOnTheLog {
  private final TreeMap<String, UpdateChunk> byStore = new TreeMap<>();
  private final TreeMap<String, UpdateSeal> seals = new TreeMap<>();
  private final RoundDefinition round;

  /** Reads the topic to its end. */
  UpdatesOnTheLog(String bootstrapServers, RoundDefinition round) {
    this.round = round;
    RecordCodec<UpdateRecord> codec =
        RecordCodec.of(Topics.updates(round.getRoundId()), new FingerprintDirectory());
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(round.getUpdatesTopic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          Object body = codec.decode(record.value()).getBody();
          if (body instanceof UpdateChunk chunk) {
            byStore.put(chunk.getStoreId(), chunk);
          } else if (body instanceof UpdateSeal seal) {
            seals.put(seal.getStoreId(), seal);
          }
        }
      }
    }
  }

  int stores() {
    return byStore.size();
  }

  /** What the round's method makes of them in memory. */
  ServerStep aggregated(ByteBuffer base, byte @Nullable [] state) {
    return new InMemoryRound(Methods.named(round.getMethod()), TermsReader.methodTerms(round))
        .make(
            byStore.values().stream().map(UpdateChunk::getPayload).toList(),
            byStore.values().stream().mapToLong(UpdateChunk::getWeight).toArray(),
            base,
            state == null ? null : ByteBuffer.wrap(state),
            steps());
  }

  /** The mean by weight of what the seals state; 0 where they state none. */
  private double steps() {
    double steps = 0;
    double weight = 0;
    for (UpdateSeal seal : seals.values()) {
      steps += seal.getWeight() * seal.getMetrics().getOrDefault("local_steps", 0.0);
      weight += seal.getWeight();
    }
    return steps / weight;
  }
}
