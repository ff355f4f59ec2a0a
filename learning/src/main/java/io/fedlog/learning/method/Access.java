package io.fedlog.learning.method;

/** How a method reads the updates of a chunk. */
public enum Access {
  /** One after the other into a running aggregate, in any order: memory of one chunk. */
  STREAMED,
  /** Every update of the cohort at once: memory of cohort times chunk. */
  COLLECTED
}
