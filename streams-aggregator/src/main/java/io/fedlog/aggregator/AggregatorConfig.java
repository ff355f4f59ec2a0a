package io.fedlog.aggregator;

import io.fedlog.aggregator.topology.TopologySettings;
import io.fedlog.runtime.HealthSettings;
import io.fedlog.runtime.InstallationSettings;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.MemorySize;
import io.fedlog.runtime.SchemaRegistrySettings;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.trust.Signatures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The aggregator's settings.
 *
 * @param signatures whether stores must sign
 * @param topology what the topology is built with
 * @param streams how Kafka Streams runs it
 * @param noiseKeyFile of the secret that central noise is drawn from; null for none
 */
public record AggregatorConfig(
    KafkaSettings kafka,
    SchemaRegistrySettings registry,
    HealthSettings health,
    LogSettings log,
    Signatures signatures,
    TopologySettings topology,
    StreamsSettings streams,
    @Nullable Path noiseKeyFile) {

  /** Where state stores live. */
  public enum StateStore {
    DISK,
    MEMORY
  }

  static final Setting<Duration> TICK_INTERVAL =
      Setting.duration(
              "FL_TICK_INTERVAL",
              "how often time passes for open rounds: windows and deadlines are met to within it")
          .that("of 10ms or more", time -> time.toMillis() >= 10)
          .withDefault("200ms");

  static final Setting<Duration> PARKED_LIMIT =
      Setting.duration(
              "FL_PARKED_LIMIT", "how long an update may wait for its round's definition to arrive")
          .that("of 0 or more", time -> !time.isNegative())
          .withDefault("10m");

  /** Where the secret of central noise is. */
  public static final Setting<Path> NOISE_KEY_FILE =
      Setting.path(
          "FL_NOISE_KEY_FILE",
          "the secret that the noise of rounds under central privacy is drawn from, 32 bytes or 64"
              + " hex digits; the same at every aggregator, and kept from all others");

  static final Setting<Integer> VERSIONS_KEPT =
      Setting.integer("FL_MODEL_VERSIONS_KEPT", "trained versions of a model that stay readable")
          .that("of at least 1", n -> n >= 1)
          .withDefault("50");

  static final Setting<StateStore> STATE_STORE =
      Setting.oneOf(
              "FL_STATE_STORE",
              StateStore.class,
              "disk, or memory: rebuilt from the changelogs at every start")
          .withDefault("disk");

  static final Setting<MemorySize> SUM_MEMORY =
      Setting.memory(
              "FL_SUM_MEMORY",
              "heap for running sums; chunks beyond it are read from the log when their round is"
                  + " decided")
          .withDefault("40%");

  static final Setting<String> APPLICATION_ID =
      Setting.text("FL_APPLICATION_ID", "names the aggregators that share the work")
          .withDefault("fedlog-aggregator");

  static final Setting<String> INSTANCE_ID =
      Setting.text(
          "FL_INSTANCE_ID",
          "a name this aggregator keeps over restarts, so that its work waits for it");

  static final Setting<Path> STATE_DIR =
      Setting.path("FL_STATE_DIR", "where state is kept; keep it over restarts")
          .withDefault("fedlog-state");

  static final Setting<Integer> STREAM_THREADS =
      Setting.integer("FL_STREAM_THREADS", "stream threads of this aggregator")
          .that("from 1 to 64", n -> n >= 1 && n <= 64)
          .withDefault("1");

  static final Setting<Integer> STANDBY_REPLICAS =
      Setting.integer("FL_STANDBY_REPLICAS", "copies of the state that other aggregators keep warm")
          .that("of 0 or more", n -> n >= 0)
          .withDefault("0");

  static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
              "FL_SESSION_TIMEOUT",
              "after how long the others take over a silent aggregator's work")
          .that("of 6s or more", time -> time.toMillis() >= 6000)
          .withDefault("8s");

  static final Setting<Duration> THREAD_CYCLE =
      Setting.duration(
              "FL_THREAD_CYCLE",
              "how often stream threads are replaced one by one, after which the coordinator may"
                  + " delete the topics of retired rounds; 0s for never")
          .that("of 0 or more", time -> !time.isNegative())
          .withDefault("24h");

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static AggregatorConfig fromEnv(Map<String, String> environment) {
    return from(Settings.fromEnv(environment));
  }

  /** Reads the settings. */
  public static AggregatorConfig from(Settings settings) {
    return new AggregatorConfig(
        KafkaSettings.from(settings),
        SchemaRegistrySettings.from(settings),
        HealthSettings.from(settings),
        LogSettings.from(settings),
        settings.get(InstallationSettings.SIGNATURES),
        new TopologySettings(
            settings.get(InstallationSettings.PARTITIONS),
            settings.get(TICK_INTERVAL),
            settings.get(PARKED_LIMIT),
            settings.get(VERSIONS_KEPT),
            settings.get(STATE_STORE) == StateStore.MEMORY,
            settings.get(SUM_MEMORY).bytes(Runtime.getRuntime().maxMemory())),
        new StreamsSettings(
            settings.get(APPLICATION_ID),
            settings.find(INSTANCE_ID).orElse(null),
            settings.get(STATE_DIR),
            settings.get(STREAM_THREADS),
            settings.get(STANDBY_REPLICAS),
            settings.get(SESSION_TIMEOUT),
            settings.get(THREAD_CYCLE)),
        settings.find(NOISE_KEY_FILE).orElse(null));
  }

  /** Every setting the aggregator reads. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    all.add(Settings.CONFIG_FILE);
    all.addAll(KafkaSettings.SETTINGS);
    all.addAll(SchemaRegistrySettings.SETTINGS);
    all.addAll(HealthSettings.SETTINGS);
    all.addAll(LogSettings.SETTINGS);
    all.addAll(
        List.of(
            InstallationSettings.PARTITIONS,
            InstallationSettings.SIGNATURES,
            TICK_INTERVAL,
            PARKED_LIMIT,
            VERSIONS_KEPT,
            STATE_STORE,
            SUM_MEMORY,
            NOISE_KEY_FILE,
            APPLICATION_ID,
            INSTANCE_ID,
            STATE_DIR,
            STREAM_THREADS,
            STANDBY_REPLICAS,
            SESSION_TIMEOUT,
            THREAD_CYCLE));
    return List.copyOf(all);
  }
}
