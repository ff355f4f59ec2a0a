package io.fedlog.standalone.secure;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
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

/** A broker with Fedlog's topics, to which agents and aggregators come and from which they go. */
final class SecureStage implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final Path folder;
  private final EmbeddedKafka broker;
  private final KafkaSettings kafka;
  private final KafkaProducer<String, byte[]> producer;
  private final SchemaDirectory schemas = new FingerprintDirectory();

  SecureStage(Path folder) throws Exception {
    this.folder = folder;
    this.broker =
        EmbeddedKafka.builder()
            .property("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
            .start();
    this.kafka = KafkaSettings.at(broker.bootstrapServers());
    this.producer =
        new KafkaProducer<>(
            kafka.producer("test"), new StringSerializer(), new ByteArraySerializer());
    for (Topic<?> topic : Topics.permanent()) {
      create(topic, topic.partitions() == Partitions.ONE ? 1 : PARTITIONS);
    }
  }

  /** The environment of an aggregator whose state is kept under a name. */
  Map<String, String> aggregatorEnvironment(String name) {
    Map<String, String> environment = environment(name);
    environment.put("FL_TICK_INTERVAL", "100ms");
    environment.put("FL_INSTANCE_ID", name);
    environment.put("FL_SESSION_TIMEOUT", "6s");
    return environment;
  }

  AggregatorApp aggregator(String name, String... settings) throws InterruptedException {
    Map<String, String> environment = aggregatorEnvironment(name);
    put(environment, settings);
    return AggregatorApp.start(AggregatorConfig.fromEnv(environment), Clock.systemUTC());
  }

  /** The environment of an agent of some stores, whose state is kept under the first's name. */
  Map<String, String> agentEnvironment(List<String> stores, String modelType) {
    Map<String, String> environment = environment("agent-" + modelType + "-" + stores.get(0));
    environment.put("FL_STORES", String.join(",", stores));
    environment.put("FL_MODEL_TYPES", modelType);
    environment.put("FL_AGENT_THREADS", "6"); // trainers that wait hold up no other
    return environment;
  }

  AgentApp agent(
      List<String> stores,
      String modelType,
      Function<String, StoreTrainer> trainers,
      String... settings) {
    Map<String, String> environment = agentEnvironment(stores, modelType);
    put(environment, settings);
    return AgentApp.start(
        AgentConfig.forOwnTrainer(environment), trainers, Clock.systemUTC(), new SecureRandom());
  }

  Path stateOf(String store, String modelType) {
    return folder.resolve("agent-" + modelType + "-" + store);
  }

  private Map<String, String> environment(String state) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("FL_PARTITIONS", Integer.toString(PARTITIONS));
    environment.put("FL_STATE_DIR", folder.resolve(state).toString());
    return environment;
  }

  private static void put(Map<String, String> environment, String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
  }

  /** Puts a round for exactly these stores on the log; for all with none. */
  void define(RoundDefinition definition, List<String> targets) throws Exception {
    create(Topics.updates(definition.getRoundId()), PARTITIONS);
    send(Topics.ROUNDS, definition.getRoundId(), new RoundRecord(definition));
    if (!targets.isEmpty()) {
      send(
          Topics.ROUNDS,
          Keys.targets(definition.getRoundId(), 0),
          new RoundRecord(
              new RoundTargets(definition.getRoundId(), definition.getModelType(), 0, targets)));
    }
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) throws Exception {
    producer
        .send(new ProducerRecord<>(topic.name(), key, RecordCodec.of(topic, schemas).encode(value)))
        .get(30, TimeUnit.SECONDS);
  }

  private void create(Topic<?> topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .createTopics(
              List.of(new NewTopic(topic.name(), partitions, (short) 1).configs(topic.settings())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Has the first version of a model type made: of one store, plainly. */
  ModelReference base(String modelType) throws Exception {
    RoundDefinition first = SecureRounds.first(modelType);
    define(first, SecureRounds.STORES.subList(0, 1));
    RoundState end = awaitEnd(first.getRoundId());
    if (end.getStatus() != RoundStatus.COMPLETED) {
      throw new AssertionError(end);
    }
    return new ModelReference(modelType, 1L, end.getModelSha256());
  }

  RoundState awaitEnd(String roundId) {
    return await(Topics.ROUND_STATE, state -> state.getRoundId().equals(roundId) && isOver(state));
  }

  RoundMetrics awaitMetrics(String roundId) {
    return await(Topics.ROUND_METRICS, metrics -> metrics.getRoundId().equals(roundId));
  }

  private static boolean isOver(RoundState state) {
    return state.getStatus() == RoundStatus.COMPLETED
        || state.getStatus() == RoundStatus.FAILED
        || state.getStatus() == RoundStatus.CANCELLED;
  }

  /** Waits for a committed record. */
  <T extends SpecificRecord> T await(Topic<T> topic, Predicate<T> condition) {
    return await(topic, condition, 1);
  }

  /** Waits for so many of them; the last. */
  <T extends SpecificRecord> T await(Topic<T> topic, Predicate<T> condition, int times) {
    Instant limit = Instant.now().plus(PATIENCE);
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    int seen = 0;
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
      while (Instant.now().isBefore(limit)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          T value = record.value() == null ? null : codec.decode(record.value());
          if (value != null && condition.test(value) && ++seen == times) {
            return value;
          }
        }
      }
    }
    throw new AssertionError(
        "%d of %d such records on %s; refused: %s"
            .formatted(seen, times, topic.name(), all(Topics.REJECTED).stream().limit(5).toList()));
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

  private KafkaConsumer<String, byte[]> consumer(Topic<?> topic) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("test"), new StringDeserializer(), new ByteArrayDeserializer());
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
    broker.close();
  }
}
