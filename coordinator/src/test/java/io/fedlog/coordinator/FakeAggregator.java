package io.fedlog.coordinator;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.features.Column;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
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
 * Plays the stores and the aggregator: every definition it is told to answer becomes a version,
 * with a vocabulary and moments of its own making, and the coordinator's upload for the first
 * version.
 */
public final class FakeAggregator implements AutoCloseable {

  private static final FingerprintDirectory SCHEMAS = new FingerprintDirectory();
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          List.of(
              new Column.Numeric("x", new double[] {1, 2, 3}),
              new Column.Numeric("y", new double[] {2, 4, 7})));

  private final String servers;
  private final KafkaProducer<String, byte[]> producer;
  private final Thread thread;
  private final List<RoundDefinition> definitions = new CopyOnWriteArrayList<>();
  private final List<Command> commands = new CopyOnWriteArrayList<>();
  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private volatile Predicate<RoundDefinition> answers = round -> true;
  private volatile boolean stopped;

  public FakeAggregator(String servers) {
    this.servers = servers;
    this.producer =
        new KafkaProducer<>(
            properties(Map.of("acks", "all")), new StringSerializer(), new ByteArraySerializer());
    this.thread = new Thread(this::run, "fake-aggregator");
    thread.setDaemon(true);
  }

  public FakeAggregator start() {
    thread.start();
    return this;
  }

  /** Which rounds get a version; the others are left open. */
  public FakeAggregator answering(Predicate<RoundDefinition> which) {
    this.answers = which;
    return this;
  }

  /** Every definition on the log, repeated ones too. */
  public List<RoundDefinition> definitions() {
    return definitions;
  }

  public List<String> roundIds() {
    return definitions.stream().map(RoundDefinition::getRoundId).toList();
  }

  public List<Command> commands() {
    return commands;
  }

  public byte[] uploaded(String roundId) {
    return uploads.getOrDefault(roundId, new byte[0]);
  }

  /** Ends a round that was left open. */
  public void end(RoundDefinition round, RoundStatus status, String reason) {
    send(
        Topics.ROUND_STATE,
        round.getRoundId(),
        state(round, status).setReason(reason).setEndedAt(now()).build());
  }

  public void complete(RoundDefinition round, byte[] payload) {
    String type = round.getModelType();
    long version = versions.merge(type, 1L, Long::sum);
    String sha256 = TreeHash.hex(TreeHash.of(payload, 0, payload.length));
    publish(round, version, payload, sha256);
    send(
        Topics.ROUND_STATE,
        round.getRoundId(),
        state(round, RoundStatus.COMPLETED)
            .setModelVersion(version)
            .setModelSha256(sha256)
            .setCohortSize(Math.max(1, round.getTargetCount()))
            .setEndedAt(now())
            .build());
  }

  public void promote(String type, long version) {
    ModelPointer pointer = new ModelPointer(type, version, now(), "test");
    send(Topics.GLOBAL_MODELS, Keys.promoted(type), new ModelRecord(pointer));
  }

  public void evaluate(StoreMetric metric) {
    send(Topics.STORE_METRICS, metric.getStoreId(), metric);
  }

  public void beat(String instance, Instant threadsStartedAt) {
    String key = "aggregator/" + instance;
    send(
        Topics.HEARTBEATS,
        key,
        Heartbeat.newBuilder()
            .setStoreId(key)
            .setAt(threadsStartedAt)
            .setCodeVersion("0.1.0")
            .build());
  }

  /** A store is there. */
  public void beatAsStore(String storeId, String... modelTypes) {
    send(
        Topics.HEARTBEATS,
        storeId,
        Heartbeat.newBuilder()
            .setStoreId(storeId)
            .setAt(now())
            .setCodeVersion("0.1.0")
            .setModelTypes(List.of(modelTypes))
            .build());
  }

  private void publish(RoundDefinition round, long version, byte[] payload, String sha256) {
    String type = round.getModelType();
    ModelChunk chunk =
        new ModelChunk(
            type,
            version,
            0,
            ByteBuffer.wrap(TreeHash.of(payload, 0, payload.length)),
            ByteBuffer.wrap(payload),
            null);
    send(Topics.GLOBAL_MODELS, Keys.modelChunk(type, version, 0), new ModelRecord(chunk));
    ModelManifest manifest =
        ModelManifest.newBuilder()
            .setModelType(type)
            .setVersion(version)
            .setRoundId(round.getRoundId())
            .setMethod(round.getMethod())
            .setEncoding(round.getEncoding())
            .setLayout(round.getLayout())
            .setParameterCount(round.getParameterCount())
            .setModelBytes(payload.length)
            .setChunkBytes(round.getChunkBytes())
            .setChunkCount(1)
            .setSha256(sha256)
            .setCohortSize(1)
            .setTotalWeight(1)
            .setTrainingConfig(round.getTrainingConfig())
            .setRequires(round.getRequires())
            .setPublishedAt(now())
            .build();
    send(Topics.GLOBAL_MODELS, Keys.version(type, version), new ModelRecord(manifest));
    send(Topics.GLOBAL_MODELS, type, new ModelRecord(manifest));
  }

  private static RoundState.Builder state(RoundDefinition round, RoundStatus status) {
    return RoundState.newBuilder()
        .setRoundId(round.getRoundId())
        .setModelType(round.getModelType())
        .setPlanId(round.getPlanId())
        .setStatus(status)
        .setCreatedAt(round.getCreatedAt())
        .setDeadlineAt(round.getCreatedAt().plusMillis(round.getDeadlineMs()))
        .setLogOffset(0);
  }

  private void run() {
    Map<String, RecordCodec<?>> codecs = new HashMap<>();
    Stream.of(Topics.ROUNDS, Topics.COMMANDS)
        .forEach(topic -> codecs.put(topic.name(), RecordCodec.of(topic, SCHEMAS)));
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          codecs.keySet().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          Object value = codecs.get(record.topic()).decode(record.value());
          if (value instanceof Command command) {
            commands.add(command);
            if (command.getAction() == Action.SET_PRIVACY_BUDGET) {
              account(command);
            }
          } else if (((RoundRecord) value).getBody() instanceof RoundDefinition round) {
            boolean known = roundIds().contains(round.getRoundId());
            definitions.add(round);
            if (!known) {
              send(
                  Topics.ROUND_STATE,
                  round.getRoundId(),
                  state(round, RoundStatus.CREATED).build());
            }
            if (!known && answers.test(round)) {
              complete(round, payload(round));
            }
          }
        }
      }
    }
  }

  private void account(Command command) {
    account(
        PrivacyAccount.newBuilder()
            .setModelType(command.getModelType())
            .setBudget(command.getBudget())
            .setSetBy(command.getIssuedBy())
            .setAt(now())
            .build());
  }

  /** What is spent of a budget. */
  public void account(PrivacyAccount account) {
    send(Topics.PRIVACY, account.getModelType(), new PrivacyRecord(account));
  }

  /** A round that masks goes on: a one-page group, or its sharers. */
  public void say(String roundId, Object body) {
    String key =
        body instanceof SecureGroup page
            ? Keys.secureGroup(roundId, page.getPage())
            : Keys.secureSharers(roundId);
    send(Topics.SECURE_ROUNDS, key, new SecureRound(roundId, "t", body));
  }

  /** A round spent something of these stores' privacy. */
  public void charge(String modelType, String roundId, String... stores) {
    PrivacyCharge charge =
        PrivacyCharge.newBuilder()
            .setModelType(modelType)
            .setRoundId(roundId)
            .setVersion(7L)
            .setPage(0)
            .setPages(1)
            .setMode(PrivacyMode.LOCAL)
            .setNoise(Noise.LAPLACE)
            .setClipNorm(0.5)
            .setNoiseScale(1)
            .setPureEpsilon(500_000_000_000L)
            .setPureRho(125_000_000_000L)
            .setRho(0)
            .setEpsilon(0.5)
            .setDelta(0)
            .setStoreIds(List.of(stores))
            .setChargedAt(now())
            .build();
    send(Topics.PRIVACY, Keys.privacyCharge(modelType, roundId, 0), new PrivacyRecord(charge));
  }

  private byte[] payload(RoundDefinition round) {
    String id = round.getRoundId();
    boolean coordinators = round.getTargetCount() == 1; // plans of tests ask more stores, or all
    if (coordinators || id.contains("-import-")) {
      byte[] bytes = awaitUpload(round);
      uploads.put(id, bytes);
      return bytes;
    } else if (id.endsWith("-vocabulary")) {
      return VOCABULARY.toBytes();
    } else if (id.endsWith("-moments")) {
      List<Column> seen =
          List.of(
              new Column.Numeric("x", new double[] {1, 2, 3}),
              new Column.Numeric("y", new double[] {2, 4, 7}));
      double[] values = Moments.of(VOCABULARY, 3, seen).values();
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(values);
      return bytes.array();
    }
    return new byte[Math.toIntExact(round.getUpdateBytes())];
  }

  /** The coordinator's only chunk. */
  private byte[] awaitUpload(RoundDefinition round) {
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates(round.getRoundId()), SCHEMAS);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(round.getUpdatesTopic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          if (codec.decode(record.value()).getBody() instanceof UpdateChunk chunk) {
            byte[] bytes = new byte[chunk.getPayload().remaining()];
            chunk.getPayload().get(bytes);
            return bytes;
          }
        }
      }
    }
    return new byte[0];
  }

  public <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    byte[] bytes = RecordCodec.of(topic, SCHEMAS).encode(value);
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
    producer.flush();
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        properties(Map.of("isolation.level", "read_committed")),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private Properties properties(Map<String, String> more) {
    Properties properties = new Properties();
    properties.putAll(more);
    properties.setProperty("bootstrap.servers", servers);
    return properties;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Clock.systemUTC().millis());
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join(Duration.ofSeconds(10).toMillis());
    producer.close(Duration.ofSeconds(2));
  }
}
