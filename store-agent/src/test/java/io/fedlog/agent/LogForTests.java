package io.fedlog.agent;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The log as a test sees it: writes what coordinator and aggregator write, reads what agents do.
 */
final class LogForTests implements AutoCloseable {

  static final int PARTITIONS = 3;

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final KafkaSettings kafka;
  private final Admin admin;
  private final KafkaProducer<String, byte[]> producer;

  LogForTests(String bootstrapServers) {
    kafka = KafkaSettings.at(bootstrapServers);
    admin = Admin.create(kafka.admin("test"));
    producer =
        new KafkaProducer<>(
            kafka.producer("test"), new StringSerializer(), new ByteArraySerializer());
  }

  Admin admin() {
    return admin;
  }

  void createFixedTopics() throws ExecutionException, InterruptedException {
    create(
        List.of(
            Topics.ROUNDS.name(),
            Topics.ROUND_STATE.name(),
            Topics.JOINS.name(),
            Topics.HEARTBEATS.name(),
            Topics.GLOBAL_MODELS.name(),
            Topics.STORE_METRICS.name()));
  }

  /** Creates the update topic, then writes the definition. */
  void define(RoundDefinition definition) throws ExecutionException, InterruptedException {
    create(List.of(definition.getUpdatesTopic()));
    send(Topics.ROUNDS, definition.getRoundId(), new RoundRecord(definition));
  }

  /** Says that a round is over and made no version. */
  void cancel(String roundId) throws ExecutionException, InterruptedException {
    RoundState state =
        RoundState.newBuilder()
            .setRoundId(roundId)
            .setModelType(Rounds.TYPE)
            .setStatus(RoundStatus.CANCELLED)
            .setReason("a test")
            .setCreatedAt(Instant.EPOCH)
            .setDeadlineAt(Instant.EPOCH)
            .setLogOffset(1)
            .build();
    send(Topics.ROUND_STATE, roundId, state);
  }

  void target(String roundId, int page, String... stores)
      throws ExecutionException, InterruptedException {
    send(
        Topics.ROUNDS,
        Keys.targets(roundId, page),
        new RoundRecord(new RoundTargets(roundId, Rounds.TYPE, page, List.of(stores))));
  }

  /** Writes a version of one chunk as the aggregator would. */
  void publish(Model model) throws ExecutionException, InterruptedException {
    byte[] bytes = model.toByteArray();
    String type = model.manifest().getModelType();
    long version = model.manifest().getVersion();
    ModelChunk chunk =
        new ModelChunk(
            type, version, 0, ByteBuffer.wrap(TreeHash.of(bytes)), ByteBuffer.wrap(bytes), null);
    send(Topics.GLOBAL_MODELS, Keys.modelChunk(type, version, 0), new ModelRecord(chunk));
    send(Topics.GLOBAL_MODELS, Keys.version(type, version), new ModelRecord(model.manifest()));
    send(Topics.GLOBAL_MODELS, type, new ModelRecord(model.manifest()));
  }

  <T extends SpecificRecord> List<T> read(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    List<T> values = new ArrayList<>();
    Properties properties = kafka.consumer("reader");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(p -> new TopicPartition(topic.name(), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(codec.decode(record.value()));
        }
      }
    }
    return values;
  }

  List<Object> updates(String roundId) {
    return read(Topics.updates(roundId)).stream().map(UpdateRecord::getBody).toList();
  }

  List<UpdateSeal> seals(String roundId) {
    return updates(roundId).stream()
        .filter(UpdateSeal.class::isInstance)
        .map(UpdateSeal.class::cast)
        .toList();
  }

  private void create(List<String> topics) throws ExecutionException, InterruptedException {
    admin
        .createTopics(
            topics.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList())
        .all()
        .get();
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value)
      throws ExecutionException, InterruptedException {
    producer
        .send(new ProducerRecord<>(topic.name(), key, RecordCodec.of(topic, schemas).encode(value)))
        .get();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
