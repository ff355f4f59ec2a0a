package io.fedlog.agent;

import io.fedlog.runtime.meters.KafkaMeters;
import io.fedlog.runtime.meters.ProcessMeters;

/**
 * What the stores of a process and their Kafka clients measure. Whoever makes one closes it.
 *
 * @param figures what the stores count
 * @param kafka what the clients measure
 */
record AgentMeters(AgentFigures figures, KafkaMeters kafka) implements AutoCloseable {

  /** Shown by that process. */
  static AgentMeters of(ProcessMeters process) {
    return new AgentMeters(new AgentFigures(process.registry()), process.kafka());
  }

  /** Shown to nobody: for stores hosted in somebody else's process. */
  static AgentMeters unseen() {
    return new AgentMeters(AgentFigures.unseen(), KafkaMeters.none());
  }

  @Override
  public void close() {
    kafka.close();
  }
}
