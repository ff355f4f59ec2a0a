package io.fedlog.aggregator.wire;

/** Names of the topology's ways out. */
public enum Egress {
  ROUND_LOG,
  TICKS,
  ROUND_CONTROL,
  ROUND_STATE,
  GLOBAL_MODELS,
  SERVER_STATE,
  ROUND_METRICS,
  STORE_METRICS,
  PRIVACY,
  SECURE_ROUNDS,
  REJECTED,
  AUDIT;

  /** The sink's name as {@code prefix-egress-round-log}; each sub-topology has its own sinks. */
  public String node(String prefix) {
    return prefix + "-egress-" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
