package io.fedlog.aggregator.wire;

/** How soon what was just emitted must be committed. */
public enum Urgency {
  /** With whatever is committed next. */
  NONE,
  /** At once if the thread is quiet, together with what else comes if it is busy. */
  SOON,
  /** At once: a model is being made, and nothing else need come for the next step. */
  NOW;

  /** The more urgent of the two. */
  public Urgency or(Urgency other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
