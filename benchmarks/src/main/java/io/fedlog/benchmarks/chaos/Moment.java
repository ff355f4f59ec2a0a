package io.fedlog.benchmarks.chaos;

/** When an action comes, after its delay. */
enum Moment {
  /** At once. */
  ANY("at no particular moment"),
  /** A decision is on the log, its transaction perhaps still open: chunks are being made. */
  DECISION("when a decision was seen"),
  /** The first chunk of a model is on the log, its transaction perhaps still open. */
  PUBLISHING("when a first model chunk was seen"),
  /** A round of a plan is over: the coordinator makes the next one. */
  CREATING("when a plan's round was over"),
  /** The agent's store has joined a round: it trains and uploads. */
  TRAINING("when its store had joined a round"),
  /** The uploader has sent some chunks of an update and not its seal. */
  UPLOADING("in the middle of an upload");

  private final String words;

  Moment(String words) {
    this.words = words;
  }

  /** Whether an aggregator is at work on it. */
  boolean isOfAggregators() {
    return this == DECISION || this == PUBLISHING;
  }

  String words() {
    return words;
  }
}
