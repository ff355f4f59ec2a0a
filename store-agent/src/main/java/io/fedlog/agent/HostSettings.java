package io.fedlog.agent;

import io.fedlog.agent.state.Durability;
import io.fedlog.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

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
 * @param ownPrivacy what the stores demand of rounds by themselves
 */
public record HostSettings(
    KafkaSettings kafka,
    Path stateDir,
    Durability durability,
    int threads,
    Set<String> modelTypes,
    Duration heartbeat,
    String codeVersion,
    OwnPrivacy ownPrivacy) {

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

  /** Of stores without demands of their own. */
  public HostSettings(
      KafkaSettings kafka,
      Path stateDir,
      Durability durability,
      int threads,
      Set<String> modelTypes,
      Duration heartbeat,
      String codeVersion) {
    this(kafka, stateDir, durability, threads, modelTypes, heartbeat, codeVersion, OwnPrivacy.NONE);
  }
}
