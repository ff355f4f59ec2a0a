package io.fedlog.coordinator;

import io.fedlog.embedded.EmbeddedKafka;
import java.util.HashMap;
import java.util.Map;

/** One broker for a test class, and the settings of coordinators that use it. */
public final class Installation implements AutoCloseable {

  public static final int PARTITIONS = 3;

  private final EmbeddedKafka kafka;

  public Installation() {
    this(EmbeddedKafka.startTemporary());
  }

  private Installation(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public String servers() {
    return kafka.bootstrapServers();
  }

  /** Settings as a user would give them, name after value. */
  public Map<String, String> environment(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", servers());
    environment.put("FL_PARTITIONS", String.valueOf(PARTITIONS));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  public CoordinatorConfig config(String... more) {
    return CoordinatorConfig.fromEnv(environment(more));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
