package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.Partitions;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A broker with Fedlog's topics, and what a test needs to play coordinator, store and analyst. */
final class Installation implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final EmbeddedKafka broker;
  final int partitions;
  final SchemaDirectory schemas = new FingerprintDirectory();
  final KafkaProducer<String, byte[]> producer;
  private final KafkaSettings kafka;
  private final Admin admin;
  private final Set<String> prepared = new HashSet<>();

  Installation(int partitions) throws Exception {
    this.partitions = partitions;
    this.broker =
        EmbeddedKafka.builder()
            // a killed process's transaction is looked at every second, not every ten
            .property("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
            .start();
    this.kafka = KafkaSettings.at(broker.bootstrapServers());
    this.admin = Admin.create(kafka.admin("test-admin"));
    this.producer =
        new KafkaProducer<>(
            kafka.producer("test-producer"), new StringSerializer(), new ByteArraySerializer());
    for (Topic<?> topic : Topics.permanent()) {
      create(topic, topic.partitions() == Partitions.ONE ? 1 : partitions);
    }
  }

  Map<String, String> aggregatorEnvironment(Path stateDir) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("FL_PARTITIONS", Integer.toString(partitions));
    environment.put("FL_STATE_DIR", stateDir.toString());
    environment.put("FL_TICK_INTERVAL", "100ms");
    return environment;
  }

  AggregatorApp startAggregator(Path stateDir) throws InterruptedException {
    return AggregatorApp.start(
        AggregatorConfig.fromEnv(aggregatorEnvironment(stateDir)), Clock.systemUTC());
  }

  /** Makes models again from this broker's log, with so much memory for each partition. */
  LogModelMaker modelMaker(long memoryBytes) {
    return LogModelMaker.of(kafka, schemas, partitions, null, memoryBytes);
  }

  /** Creates rounds' topics ahead of them: the aggregator sees new ones only now and then. */
  void prepare(List<String> roundIds) throws Exception {
    for (String roundId : roundIds) {
      if (prepared.add(roundId)) {
        create(Topics.updates(roundId), partitions);
      }
    }
  }

  /** Creates the round's topic, if it is not prepared, and puts its definition on the log. */
  void define(RoundDefinition definition) throws Exception {
    prepare(List.of(definition.getRoundId()));
    send(Topics.ROUNDS, definition.getRoundId(), new RoundRecord(definition));
    if (definition.getTargetCount() > 0) {
      List<String> stores =
          IntStream.range(0, definition.getTargetCount()).mapToObj(i -> "store-" + i).toList();
      RoundTargets page =
          new RoundTargets(definition.getRoundId(), definition.getModelType(), 0, stores);
      send(Topics.ROUNDS, Keys.targets(definition.getRoundId(), 0), new RoundRecord(page));
    }
  }

  void command(Command command) throws Exception {
    send(
        Topics.COMMANDS,
        Optional.ofNullable(command.getRoundId()).orElse(command.getModelType()),
        command);
  }

  /** Deletes everything that lies on a topic; the topic stays. */
  void deleteRecords(String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      all.put(new TopicPartition(topic, p), RecordsToDelete.beforeOffset(-1));
    }
    admin.deleteRecords(all).all().get();
  }

  /** Deletes a topic. */
  void delete(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
  }

  private void create(Topic<?> topic, int count) throws Exception {
    admin
        .createTopics(
            List.of(new NewTopic(topic.name(), count, (short) 1).configs(topic.settings())))
        .all()
        .get();
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) throws Exception {
    producer
        .send(new ProducerRecord<>(topic.name(), key, RecordCodec.of(topic, schemas).encode(value)))
        .get();
  }

  /** Waits until the round is over. */
  RoundState awaitEnd(String roundId) {
    return awaitState(roundId, state -> isOver(state.getStatus()));
  }

  RoundState awaitState(String roundId, Predicate<RoundState> condition) {
    return awaitRecord(
        Topics.ROUND_STATE, (key, state) -> key.equals(roundId) && condition.test(state));
  }

  static boolean isOver(RoundStatus status) {
    return status == RoundStatus.COMPLETED
        || status == RoundStatus.FAILED
        || status == RoundStatus.CANCELLED;
  }

  /** Waits until the round is counted. */
  RoundMetrics awaitMetrics(String roundId) {
    return awaitRecord(Topics.ROUND_METRICS, (key, metrics) -> key.equals(roundId));
  }

  /** Waits for a committed record. */
  <T extends SpecificRecord> T await(Topic<T> topic, Predicate<T> condition) {
    return awaitRecord(topic, (key, value) -> condition.test(value));
  }

  /** Waits until a process has said something so many times. */
  void awaitLine(Path output, String text, int times) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                Files.readAllLines(output).stream().filter(l -> l.contains(text)).count() >= times);
  }

  private <T extends SpecificRecord> T awaitRecord(
      Topic<T> topic, BiPredicate<String, T> condition) {
    Instant limit = Instant.now().plus(PATIENCE);
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    T last = null;
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
      while (Instant.now().isBefore(limit)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          T value = codec.decode(record.value());
          if (condition.test(record.key(), value)) {
            return value;
          }
          last = value;
        }
      }
    }
    throw new AssertionError(
        "nothing fitting on %s; last was %s; refused: %s"
            .formatted(topic.name(), last, all(Topics.REJECTED).stream().limit(5).toList()));
  }

  /** Everything committed on a topic up to now. */
  <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    List<T> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.value() != null) {
            all.add(codec.decode(record.value()));
          }
        }
      }
    }
    return all;
  }

  /** The bytes of one version, put together from its chunks. */
  byte[] model(String modelType, long version) {
    TreeMap<Integer, byte[]> chunks = new TreeMap<>();
    for (ModelRecord record : all(Topics.GLOBAL_MODELS)) {
      if (record.getBody() instanceof ModelChunk chunk
          && chunk.getModelType().equals(modelType)
          && chunk.getVersion() == version) {
        byte[] bytes = new byte[chunk.getPayload().remaining()];
        chunk.getPayload().duplicate().get(bytes);
        chunks.put(chunk.getChunkIndex(), bytes);
      }
    }
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    chunks.values().forEach(model::writeBytes);
    return model.toByteArray();
  }

  Optional<ModelManifest> manifest(String modelType, long version) {
    return all(Topics.GLOBAL_MODELS).stream()
        .map(ModelRecord::getBody)
        .filter(ModelManifest.class::isInstance)
        .map(ModelManifest.class::cast)
        .filter(m -> m.getModelType().equals(modelType) && m.getVersion() == version)
        .findFirst();
  }

  private KafkaConsumer<String, byte[]> consumer(Topic<?> topic) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("test-consumer"), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(topic.name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    admin.close(Duration.ofSeconds(1));
    broker.close();
  }
}
