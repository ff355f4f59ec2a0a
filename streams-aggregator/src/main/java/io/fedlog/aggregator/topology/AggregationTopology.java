package io.fedlog.aggregator.topology;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.ChunkTask;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.chunks.SumMemory;
import io.fedlog.aggregator.chunks.UpdateReader;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.intake.IntakeProcessor;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.quorum.QuorumProcessor;
import io.fedlog.aggregator.wire.Address;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Egress;
import io.fedlog.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The aggregation topology: intake appends to the round log, the quorum folds it, chunk tasks add
 * up and make the models. The three meet only through topics.
 */
public final class AggregationTopology implements Supplier<Topology> {
  private static final Deserializer<byte[]> BYTES = new ByteArrayDeserializer();
  private static final Serializer<String> KEY = new StringSerializer();
  private static final Serializer<String> ADDRESSED_KEY =
      (topic, key) -> KEY.serialize(topic, Address.keyOf(key));
  private static final Serializer<byte[]> VALUE = new ByteArraySerializer();

  private final TopologySettings settings;
  private final Codecs codecs;
  private final JoinCheck joinCheck;
  private final SecureCheck secureCheck;
  private final SealCheck sealCheck;
  private final UpdateReader.Factory readers;
  private final ModelReader.Factory models;
  private final SumMemory sumMemory;
  private final CentralNoise noise;
  private final MaskSums masks;
  private final AggregatorFigures figures;

  /** One whose tasks all count in {@code figures}. */
  public AggregationTopology(
      TopologySettings settings,
      Codecs codecs,
      JoinCheck joinCheck,
      SecureCheck secureCheck,
      SealCheck sealCheck,
      UpdateReader.Factory readers,
      ModelReader.Factory models,
      CentralNoise noise,
      MaskSums masks,
      AggregatorFigures figures) {
    this.figures = figures;
    this.noise = noise;
    this.masks = masks;
    this.settings = settings;
    this.codecs = codecs;
    this.joinCheck = joinCheck;
    this.secureCheck = secureCheck;
    this.sealCheck = sealCheck;
    this.readers = readers;
    this.models = models;
    this.sumMemory = new SumMemory(settings.sumMemoryBytes());
  }

  /** What the sums of all this topology's tasks share. */
  public SumMemory sumMemory() {
    return sumMemory;
  }

  @Override
  public Topology get() {
    Topology topology = new Topology();
    addIntake(topology);
    addQuorum(topology);
    addChunkTasks(topology);
    return topology;
  }

  private void addIntake(Topology topology) {
    topology
        .addSource("ingest-rounds", BYTES, BYTES, Topics.ROUNDS.name())
        .addSource("ingest-joins", BYTES, BYTES, Topics.JOINS.name())
        .addSource("ingest-secure", BYTES, BYTES, Topics.SECURE.name())
        .addSource("ingest-commands", BYTES, BYTES, Topics.COMMANDS.name())
        .addProcessor(
            "append-round-log",
            () -> new IntakeProcessor(codecs, joinCheck, secureCheck, noise.keyId(), figures),
            "ingest-rounds",
            "ingest-joins",
            "ingest-secure",
            "ingest-commands");
    addSink(topology, IntakeProcessor.PREFIX, Egress.ROUND_LOG, "append-round-log");
    addSink(topology, IntakeProcessor.PREFIX, Egress.REJECTED, "append-round-log");
  }

  private void addQuorum(Topology topology) {
    topology
        .addSource("ingest-round-log", BYTES, BYTES, Topics.ROUND_LOG.name())
        .addProcessor(
            "decide-round",
            () ->
                new QuorumProcessor(
                    codecs,
                    settings.partitions(),
                    settings.tickInterval(),
                    settings.versionsKept(),
                    figures),
            "ingest-round-log");
    // A round's head is written with every event of it: once a commit is enough.
    QuorumProcessor.STORES.forEach(
        store -> topology.addStateStore(store(store).withCachingEnabled(), "decide-round"));
    for (Egress egress :
        List.of(
            Egress.TICKS,
            Egress.ROUND_CONTROL,
            Egress.ROUND_STATE,
            Egress.GLOBAL_MODELS,
            Egress.SERVER_STATE,
            Egress.ROUND_METRICS,
            Egress.STORE_METRICS,
            Egress.PRIVACY,
            Egress.SECURE_ROUNDS,
            Egress.REJECTED,
            Egress.AUDIT)) {
      addSink(topology, QuorumProcessor.PREFIX, egress, "decide-round");
    }
  }

  private void addChunkTasks(Topology topology) {
    topology
        .addSource("ingest-updates", BYTES, BYTES, Topics.UPDATES_PATTERN)
        .addSource("ingest-round-control", BYTES, BYTES, Topics.ROUND_CONTROL.name())
        .addProcessor(
            "aggregate-chunks",
            () ->
                new ChunkTask(
                    codecs,
                    settings.partitions(),
                    sealCheck,
                    readers,
                    models,
                    settings.parkedLimit(),
                    sumMemory,
                    noise,
                    masks,
                    figures),
            "ingest-updates",
            "ingest-round-control");
    ChunkTask.STORES.forEach(
        store -> topology.addStateStore(store(store).withCachingDisabled(), "aggregate-chunks"));
    for (Egress egress :
        List.of(Egress.ROUND_LOG, Egress.GLOBAL_MODELS, Egress.SERVER_STATE, Egress.REJECTED)) {
      addSink(topology, ChunkTask.PREFIX, egress, "aggregate-chunks");
    }
  }

  private static void addSink(Topology topology, String prefix, Egress egress, String parent) {
    String node = egress.node(prefix);
    switch (egress) {
      case ROUND_LOG -> topology.addSink(node, Topics.ROUND_LOG.name(), KEY, VALUE, parent);
      case TICKS ->
          topology.addSink(node, Topics.ROUND_LOG.name(), KEY, VALUE, new NamedPartition(), parent);
      case ROUND_CONTROL ->
          topology.addSink(
              node, Topics.ROUND_CONTROL.name(), ADDRESSED_KEY, VALUE, new Multicast(), parent);
      case ROUND_STATE -> topology.addSink(node, Topics.ROUND_STATE.name(), KEY, VALUE, parent);
      case GLOBAL_MODELS -> topology.addSink(node, Topics.GLOBAL_MODELS.name(), KEY, VALUE, parent);
      case SERVER_STATE -> topology.addSink(node, Topics.SERVER_STATE.name(), KEY, VALUE, parent);
      case ROUND_METRICS -> topology.addSink(node, Topics.ROUND_METRICS.name(), KEY, VALUE, parent);
      case STORE_METRICS -> topology.addSink(node, Topics.STORE_METRICS.name(), KEY, VALUE, parent);
      case PRIVACY -> topology.addSink(node, Topics.PRIVACY.name(), KEY, VALUE, parent);
      case SECURE_ROUNDS -> topology.addSink(node, Topics.SECURE_ROUNDS.name(), KEY, VALUE, parent);
      case REJECTED -> topology.addSink(node, Topics.REJECTED.name(), KEY, VALUE, parent);
      case AUDIT -> topology.addSink(node, Topics.AUDIT.name(), KEY, VALUE, parent);
    }
  }

  private StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    Function<String, KeyValueBytesStoreSupplier> kind =
        settings.stateInMemory() ? Stores::inMemoryKeyValueStore : Stores::persistentKeyValueStore;
    return Stores.keyValueStoreBuilder(kind.apply(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }
}
