package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.chunks.SumMemory;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.topology.AggregationTopology;
import io.fedlog.aggregator.topology.TopologySettings;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole topology on one partition under Kafka's test driver, with a clock that tests move. */
final class Bench implements AutoCloseable {
  static final Duration TICK = Duration.ofMillis(100);
  static final long AMPLE_MEMORY = 1L << 30;

  final SchemaDirectory schemas = new FingerprintDirectory();
  final SumMemory sumMemory;
  private final TopologyTestDriver driver;
  private final int versionsKept;
  private final Map<String, List<TestRecord<String, byte[]>>> read = new HashMap<>();
  private final ReplayedUpdates replayed = new ReplayedUpdates();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<Runnable> maskWork = new ArrayList<>();
  private boolean masksHeld;
  private long updateOffset;
  private final KeptLog updates = new KeptLog();
  private final Set<String> forged = new HashSet<>();
  private final @Nullable NoiseKey noiseKey;

  Bench() {
    this(50);
  }

  Bench(int versionsKept) {
    this(versionsKept, AMPLE_MEMORY);
  }

  Bench(int versionsKept, long sumMemoryBytes) {
    this(versionsKept, sumMemoryBytes, null);
  }

  /** One with a secret for the noise of rounds under privacy. */
  Bench(int versionsKept, long sumMemoryBytes, @Nullable NoiseKey key) {
    this(
        versionsKept,
        sumMemoryBytes,
        JoinCheck.TRUST_THE_BROKER,
        SecureCheck.TRUST_THE_BROKER,
        SealCheck.TRUST_THE_BROKER,
        key);
  }

  /** One whose stores are believed only if these checks say so. */
  Bench(JoinCheck joins, SealCheck seals) {
    this(50, AMPLE_MEMORY, joins, SecureCheck.TRUST_THE_BROKER, seals, null);
  }

  /** One that believes what its stores say in rounds that mask only if this check says so. */
  Bench(SecureCheck secure) {
    this(50, AMPLE_MEMORY, JoinCheck.TRUST_THE_BROKER, secure, SealCheck.TRUST_THE_BROKER, null);
  }

  private Bench(
      int versionsKept,
      long sumMemoryBytes,
      JoinCheck joins,
      SecureCheck secure,
      SealCheck seals,
      @Nullable NoiseKey key) {
    this.noiseKey = key;
    this.versionsKept = versionsKept;
    Properties properties = new Properties();
    properties.setProperty("application.id", "bench");
    properties.setProperty("bootstrap.servers", "localhost:1");
    AggregationTopology topology =
        topology(versionsKept, sumMemoryBytes, joins, secure, seals, new CentralNoise(key));
    sumMemory = topology.sumMemory();
    driver = new TopologyTestDriver(topology.get(), properties, now);
  }

  private AggregationTopology topology(
      int versionsKept,
      long sumMemoryBytes,
      JoinCheck joins,
      SecureCheck secure,
      SealCheck seals,
      CentralNoise noise) {
    return new AggregationTopology(
        new TopologySettings(1, TICK, Duration.ofMinutes(10), versionsKept, true, sumMemoryBytes),
        Codecs.with(schemas),
        joins,
        secure,
        seals,
        partition -> replayed,
        () -> new EarlierModels(this::newest),
        noise,
        new MaskSums(this::workOnMasks),
        AggregatorFigures.unseen());
  }

  /** From now on what takes masks off is not worked out before {@link #workOnMasks()}. */
  void holdMasks() {
    masksHeld = true;
  }

  /** Works out what was held up; how much that was. */
  int workOnMasks() {
    masksHeld = false;
    List<Runnable> work = List.copyOf(maskWork);
    maskWork.clear();
    work.forEach(Runnable::run);
    return work.size();
  }

  private void workOnMasks(Runnable work) {
    if (masksHeld) {
      maskWork.add(work);
    } else {
      work.run();
    }
  }

  /** Lets time pass, a tick at a time. */
  void advance(Duration time) {
    for (long n = time.toMillis() / TICK.toMillis(); n > 0; n--) {
      now = now.plus(TICK);
      driver.advanceWallClockTime(TICK);
    }
  }

  /** Sets the log's clock forwards or back at once; the machine's cannot be set back here. */
  void jump(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time.isNegative() ? Duration.ZERO : time);
  }

  /** One round with its target stores. */
  void define(RoundDefinition definition) {
    send(Topics.ROUNDS, definition.getRoundId(), new RoundRecord(definition));
    if (definition.getTargetCount() > 0) {
      List<String> stores =
          IntStream.range(0, definition.getTargetCount()).mapToObj(i -> "store-" + i).toList();
      send(
          Topics.ROUNDS,
          Keys.targets(definition.getRoundId(), 0),
          new RoundRecord(
              new RoundTargets(definition.getRoundId(), definition.getModelType(), 0, stores)));
    }
  }

  void command(Command command) {
    send(
        Topics.COMMANDS,
        Optional.ofNullable(command.getRoundId()).orElse(command.getModelType()),
        command);
  }

  void upload(RoundDefinition definition, Update... updates) {
    for (Update update : updates) {
      records(definition, update).forEach(this::pipe);
    }
  }

  List<ProducerRecord<String, byte[]>> records(RoundDefinition definition, Update update) {
    return update.records(definition, 1, schemas);
  }

  <T extends SpecificRecord> void send(Topic<T> topic, @Nullable String key, T value) {
    pipe(topic.name(), key, RecordCodec.of(topic, schemas).encode(value));
  }

  void pipe(ProducerRecord<String, byte[]> record) {
    pipe(record.topic(), record.key(), record.value());
  }

  void pipe(String topic, @Nullable String key, byte[] value) {
    if (Topics.UPDATES_PATTERN.matcher(topic).matches()) {
      replayed.keep(updateOffset++, key, value);
      updates.keep(new ProducerRecord<>(topic, key, value));
    }
    if (topic.equals(Topics.ROUND_LOG.name())) {
      out(Topics.ROUND_LOG).add(new TestRecord<>(key, value, now));
    }
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, now));
  }

  /** Everything that came out on a topic, tombstones included. */
  List<TestRecord<String, byte[]>> out(Topic<?> topic) {
    List<TestRecord<String, byte[]>> all =
        read.computeIfAbsent(topic.name(), name -> new ArrayList<>());
    all.addAll(
        driver
            .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList());
    return all;
  }

  <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    return out(topic).stream()
        .filter(record -> record.value() != null)
        .map(record -> codec.decode(record.value()))
        .toList();
  }

  /** The keys that compaction would leave a value under. */
  Set<String> kept(Topic<?> topic) {
    Set<String> keys = new TreeSet<>();
    out(topic)
        .forEach(
            record -> {
              boolean unused =
                  record.value() == null ? keys.remove(record.key()) : keys.add(record.key());
            });
    return keys;
  }

  private byte @Nullable [] newest(ModelReader.Wanted wanted) {
    return out(Topics.named(wanted.topic())).stream()
        .filter(record -> wanted.key().equals(record.key()))
        .reduce((before, after) -> after)
        .map(TestRecord::value)
        .orElse(null);
  }

  /** The round's newest state. */
  RoundState state(String roundId) {
    return newest(Topics.ROUND_STATE, roundId);
  }

  /** The round's newest count. */
  RoundMetrics metrics(String roundId) {
    return newest(Topics.ROUND_METRICS, roundId);
  }

  <T extends SpecificRecord> T newest(Topic<T> topic, String key) {
    RecordCodec<T> codec = RecordCodec.of(topic, schemas);
    return out(topic).stream()
        .filter(record -> key.equals(record.key()))
        .reduce((before, after) -> after)
        .map(record -> codec.decode(record.value()))
        .orElseThrow(() -> new AssertionError("nothing of " + key + " on " + topic));
  }

  List<String> reasons() {
    return all(Topics.REJECTED).stream().map(RejectedRecord::getReason).toList();
  }

  /** The bytes of one version. */
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

  /** How many rows a state store of the chunk task has. */
  int rows(String store) {
    int rows = 0;
    try (KeyValueIterator<Bytes, byte[]> all =
        driver.<Bytes, byte[]>getKeyValueStore(store).all()) {
      while (all.hasNext()) {
        all.next();
        rows++;
      }
    }
    return rows;
  }

  /** All that was uploaded. */
  KeptLog updates() {
    return updates;
  }

  /** A test forges the quorum's own orders about a model type: its models follow from no log. */
  void forgeOrders(String modelType) {
    forged.add(modelType);
  }

  boolean hasForgedOrders(String modelType) {
    return forged.contains(modelType);
  }

  /** Makes all models again from the log and compares. */
  ReplayCheck replay() {
    return new ReplayCheck(this, noiseKey);
  }

  /**
   * Whatever a test had this log say, a replay of it must say the same, and what was made can be
   * made again.
   */
  @Override
  public void close() {
    try (driver) {
      ReplayedFold.assertSame(this, versionsKept);
      int unused = replay().all(1 << 20);
    }
  }
}
