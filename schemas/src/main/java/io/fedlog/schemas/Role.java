package io.fedlog.schemas;

/** Who writes or reads a topic. */
public enum Role {
  /** Defines rounds and plans, enrols stores, answers clients of the REST API. */
  COORDINATOR,
  /** Admits, accumulates, decides and finalises. */
  AGGREGATOR,
  /** Trains beside a store's data and uploads. */
  STORE_AGENT,
  /** Watches and replays rounds. */
  OPERATOR,
  /** Reads the metrics topics with their own tools. */
  ANALYST
}
