package io.fedlog.learning.plan;

/** Where a plan stands. Legal order: the constants' own; any of the first four may end the plan. */
public enum PlanPhase {
  /** Stores agree on columns, kinds and categories. */
  VOCABULARY,
  /** Stores agree on counts, sums and squares, from which scaling follows. */
  MOMENTS,
  /** The coordinator publishes the parameters that training starts from. */
  INITIAL,
  /** Stores train, round after round. */
  TRAINING,
  /** The stopping rule was met. */
  COMPLETED,
  /** A preparation round failed, or too many training rounds in a row. */
  FAILED,
  /** An operator ended it. */
  STOPPED;

  /** True when no further round follows. */
  public boolean over() {
    return compareTo(COMPLETED) >= 0;
  }

  /** True for the rounds before training. */
  public boolean preparation() {
    return compareTo(TRAINING) < 0;
  }
}
