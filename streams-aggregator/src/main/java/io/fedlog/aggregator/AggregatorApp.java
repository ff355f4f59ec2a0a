package io.fedlog.aggregator;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.KafkaUpdateReader;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.chunks.SealInterceptor;
import io.fedlog.aggregator.chunks.SealsAhead;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.aggregator.models.ModelIndex;
import io.fedlog.aggregator.topology.AggregationTopology;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.Health;
import io.fedlog.runtime.HealthServer;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.trust.NoiseKeyFile;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectories;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ForkJoinPool;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One aggregator's life: waits for its topics, runs the topology, tells that it lives. */
public final class AggregatorApp implements AutoCloseable {
  static final String VERSION = "0.1.0";

  private static final Logger log = LoggerFactory.getLogger(AggregatorApp.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  /** Exit code, the JVM's own with -XX:+ExitOnOutOfMemoryError. */
  private static final int OUT_OF_MEMORY = 3;

  private final AggregatorConfig config;
  private final Shutdown parts = new Shutdown();
  private final Health health = new Health();
  private final AggregatorMeters meters;
  private final KafkaStreams streams;

  private AggregatorApp(AggregatorConfig config, InstantSource clock, @Nullable TrustChecks given)
      throws InterruptedException {
    this.config = config;
    CentralNoise noise = noise(config);
    int brokers = BrokerCheck.await(config.kafka());
    TopicsReady.await(config.kafka(), config.topology().partitions());
    SchemaDirectory directory = SchemaDirectories.from(config.registry().serdeProperties());
    SchemasReady.await(directory);
    Codecs codecs = Codecs.with(directory);
    Properties properties = config.streams().properties(config.kafka(), brokers);
    meters = parts.add("meters", new AggregatorMeters());
    StaticMembers members = members(config);
    LocalState state =
        new LocalState(config.streams().stateDir(), config.streams().applicationId());
    if (!state.begin() && members != null) {
      members.removeFormer();
    }
    TrustChecks checks =
        given == null ? TrustChecks.of(config, directory, meters.kafka(), parts) : given;
    SealCheck sealCheck =
        checks.seals() == SealCheck.TRUST_THE_BROKER
            ? checks.seals()
            : checkedAhead(checks.seals(), codecs, properties);
    ModelIndex models =
        parts.add(
            "model index",
            new ModelIndex(
                () -> meters.consumer("models", config.kafka().consumer("fedlog-model-index"))));
    AggregationTopology topology = topology(codecs, checks, sealCheck, models, noise);
    this.streams = new KafkaStreams(topology.get(), properties);
    try {
      parts.add("streams", () -> close(streams, state));
      streams.setUncaughtExceptionHandler(
          new FailedThreads(
              members, meters.figures(), () -> Runtime.getRuntime().halt(OUT_OF_MEMORY)));
      LifeSigns signs = parts.add("life signs", lifeSigns(directory, clock));
      meters.watch(streams, topology.sumMemory(), config.streams());
      streams.start();
      signs.start(config.streams().threadCycle(), this::replaceThreads);
      serveHealth();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    log.info(
        "Aggregator started bootstrapServers={} threads={}",
        config.kafka().bootstrapServers(),
        config.streams().threads());
  }

  /**
   * Starts an aggregator, as soon as Kafka answers and the topics are there. Whether it believes
   * what no enrolled store signed is a setting.
   *
   * @throws io.fedlog.runtime.BrokerUnreachableException if Kafka does not answer
   * @throws IllegalStateException if a topic has another partition count
   */
  public static AggregatorApp start(AggregatorConfig config, InstantSource clock)
      throws InterruptedException {
    return new AggregatorApp(config, clock, null);
  }

  /**
   * Starts an aggregator that believes joins and seals only if these checks do, whatever is set.
   *
   * @throws io.fedlog.runtime.BrokerUnreachableException if Kafka does not answer
   * @throws IllegalStateException if a topic has another partition count
   */
  public static AggregatorApp start(
      AggregatorConfig config, InstantSource clock, JoinCheck joins, SealCheck seals)
      throws InterruptedException {
    return new AggregatorApp(
        config, clock, new TrustChecks(joins, seals, SecureCheck.TRUST_THE_BROKER));
  }

  /** Its static members, if it has a name; then its identity outlives its state, too. */
  private static @Nullable StaticMembers members(AggregatorConfig config) {
    StreamsSettings streams = config.streams();
    if (streams.instanceId() == null) {
      return null;
    }
    ProcessIdentity.keep(streams.stateDir(), streams.applicationId(), streams.instanceId());
    return new StaticMembers(config.kafka(), streams.applicationId(), streams.instanceId());
  }

  private SealCheck checkedAhead(SealCheck seals, Codecs codecs, Properties properties) {
    SealsAhead ahead =
        parts.add(
            "seals",
            new SealsAhead(seals, codecs.updates(), Runtime.getRuntime().availableProcessors()));
    SealInterceptor.install(ahead, properties);
    return ahead;
  }

  /** Whether the topology is running. */
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  public Health health() {
    return health;
  }

  private AggregationTopology topology(
      Codecs codecs, TrustChecks checks, SealCheck seals, ModelIndex models, CentralNoise noise) {
    return new AggregationTopology(
        config.topology(),
        codecs,
        checks.joins(),
        checks.secure(),
        seals,
        partition ->
            new KafkaUpdateReader(
                config.kafka().consumer("fedlog-reread-" + partition),
                properties -> meters.consumer("reread", properties),
                "fedlog-reread-" + partition),
        models,
        noise,
        new MaskSums(ForkJoinPool.commonPool()),
        meters.figures());
  }

  private static CentralNoise noise(AggregatorConfig config) {
    Path file = config.noiseKeyFile();
    return new CentralNoise(file == null ? null : NoiseKeyFile.read(file));
  }

  private LifeSigns lifeSigns(SchemaDirectory directory, InstantSource clock) {
    String instance =
        Optional.ofNullable(config.streams().instanceId())
            .orElse(
                // in containers every process has the same id
                Long.toHexString(ProcessHandle.current().pid())
                    + "-"
                    + Long.toHexString(clock.millis()));
    return new LifeSigns(
        meters.producer("life-signs", config.kafka().producer("fedlog-aggregator-life-signs")),
        RecordCodec.of(Topics.HEARTBEATS, directory),
        instance,
        clock);
  }

  private void replaceThreads() {
    for (int i = 0; i < config.streams().threads(); i++) {
      if (streams.addStreamThread().isEmpty()) {
        throw new IllegalStateException("Kafka Streams is " + streams.state());
      }
      streams.removeStreamThread(CLOSE_LIMIT);
    }
  }

  private void serveHealth() {
    health.addLiveness(
        "streams",
        () ->
            streams.state() == KafkaStreams.State.ERROR
                ? Optional.of("Kafka Streams has given up")
                : Optional.empty());
    health.addReadiness(
        "streams",
        () -> isRunning() ? Optional.empty() : Optional.of("Kafka Streams is " + streams.state()));
    config
        .health()
        .port()
        .ifPresent(
            port ->
                parts.add(
                    "health",
                    HealthServer.start(config.health().host(), port, health, meters::scrape)));
  }

  /** A planned stop leaves the group, so that others take over at once. */
  private static void close(KafkaStreams streams, LocalState state) {
    boolean inOrder =
        streams.close(
            CloseOptions.timeout(CLOSE_LIMIT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (inOrder) {
      state.end();
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
