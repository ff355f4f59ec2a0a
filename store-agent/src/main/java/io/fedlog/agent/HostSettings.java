package io.fedlog.agent;

import io.fedlog.agent.state.Durability;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one process hosts its stores.
 *
 * @param kafka where Kafka is
 * @param stateDir where the stores' local state is kept
 * @param durability what local state must survive
 * @param threads threads that train, evaluate and upload for all stores together, 1 or more
 * @param modelTypes the model types that the stores take part in; empty for all
 * @param heartbeat how often each store gives a sign of life
 * @param codeVersion what the process runs, such as "0.1.0"
 * @param ownBudget what each store spends at most on one model type by noise of its own; null for
 *     no limit
 */
public record HostSettings(
    KafkaSettings kafka,
    Path stateDir,
    Durability durability,
    int threads,
    Set<String> modelTypes,
    Duration heartbeat,
    String codeVersion,
    @Nullable PrivacyBudget ownBudget) {

  public HostSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
    }
    if (heartbeat.isNegative() || heartbeat.isZero()) {
      throw new IllegalArgumentException(
          "heartbeat: expected a positive length of time, got " + heartbeat);
    }
    modelTypes = Set.copyOf(modelTypes);
  }

  /** Of stores without a limit of their own. */
  public HostSettings(
      KafkaSettings kafka,
      Path stateDir,
      Durability durability,
      int threads,
      Set<String> modelTypes,
      Duration heartbeat,
      String codeVersion) {
    this(kafka, stateDir, durability, threads, modelTypes, heartbeat, codeVersion, null);
  }
}
