package io.fedlog.standalone.terminal;

import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.BrokerUnreachableException;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.SchemaRegistrySettings;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.SchemaDirectories;
import io.fedlog.schemas.SchemaDirectory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds Kafka: its options, over the settings of the environment. A mixin. */
public final class ConnectFlags {

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is. Default: FL_BOOTSTRAP_SERVERS, or localhost:9092; passwords and the like"
              + " come from FL_KAFKA_... (docs/configuration.md)")
  private @Nullable String bootstrap;

  /** The settings of the environment with those of the options; warnings only, unless told. */
  public Map<String, String> environment(Surroundings with) {
    Map<String, String> environment = new HashMap<>(with.environment());
    environment.putIfAbsent(LogSettings.LEVEL.name(), "warn");
    if (bootstrap != null) {
      environment.put(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrap);
    }
    return Map.copyOf(environment);
  }

  /**
   * Connects to read; sets this process's log level.
   *
   * @param clientId names the command to the brokers
   * @throws BrokerUnreachableException if no broker answers in time, or if it refuses us
   */
  public Connection connect(Surroundings with, String clientId) {
    Settings settings = Settings.fromEnv(environment(with));
    LogSettings.from(settings).apply();
    KafkaSettings kafka = KafkaSettings.from(settings);
    SchemaDirectory schemas =
        SchemaDirectories.from(SchemaRegistrySettings.from(settings).serdeProperties());
    BrokerCheck.await(kafka);
    return new Connection(kafka, schemas, clientId);
  }

  /**
   * How to reach an installation that answers.
   *
   * @param kafka where it is
   * @param schemas where the ids of its records' schemas come from
   * @param clientId names the command to the brokers
   */
  public record Connection(KafkaSettings kafka, SchemaDirectory schemas, String clientId) {

    /** A reader of its topics; close it. */
    public LogScan scan() {
      return LogScan.open(kafka, schemas, clientId);
    }
  }
}
