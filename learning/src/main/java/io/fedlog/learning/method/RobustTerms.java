package io.fedlog.learning.method;

import io.fedlog.learning.exact.ExactSum;

/** What methods that compare updates ask of a round. */
final class RobustTerms {
  /** Chunks are this small at most, so that a large cohort's fit the memory, in bytes. */
  static final long MOST_CHUNK_BYTES = 128 << 10;

  /** Updates of a chunk held at once, in bytes. */
  private static final long MOST_COLLECTED = 1L << 28;

  /** As many updates as fit in chunks of that size. */
  static final int MOST_UPDATES = (int) (MOST_COLLECTED / MOST_CHUNK_BYTES);

  /** Squares of larger or smaller numbers are past a double's range. */
  private static final double LARGEST = 0x1p400;

  private RobustTerms() {}

  /** Every payload must be numbers that fit the round's grid, with a weight that fits it too. */
  static PayloadCheck payloadCheck(ChunkTerms terms) {
    int width = terms.encoding().numberFormat().bytes();
    ExactSum sum =
        new ExactSum(terms.grid(), terms.encoding().numberFormat(), terms.payloadBytes() / width);
    return (payload, weight) -> NumericAggregate.payloadFault(sum.fault(payload, weight));
  }

  /** Refuses cohorts of which one chunk alone would not fit the memory. */
  static void requireCollectable(String method, MethodTerms terms) {
    long chunk = terms.chunkBytes();
    int cohort = terms.grid().maxCohort();
    if (chunk * cohort > MOST_COLLECTED) {
      throw new IllegalArgumentException(
          "method %s holds a chunk of every update at once: maxCohort %d times %d bytes, expected at most %d bytes; ask fewer stores or take smaller chunks"
              .formatted(method, cohort, chunk, MOST_COLLECTED));
    }
  }

  /** Refuses rounds whose distances cannot be told. */
  static void requireMeasurable(String method, MethodTerms terms) {
    int cohort = terms.grid().maxCohort();
    if (cohort > MeasuredMethod.MOST_UPDATES) {
      throw new IllegalArgumentException(
          "method %s measures every update against every other: maxCohort is %d, expected at most %d; ask fewer stores"
              .formatted(method, cohort, MeasuredMethod.MOST_UPDATES));
    }
    double largest = terms.grid().maxAbsValue();
    if (largest > LARGEST || largest < 1 / LARGEST) {
      throw new IllegalArgumentException(
          "method %s squares differences: maxAbsValue is %s, expected 2^-400 to 2^400"
              .formatted(method, largest));
    }
    requireCollectable(method, terms);
  }

  /** Refuses fewer stores than a method needs to withstand some of them. */
  static void requireStores(
      String method, MethodTerms terms, int byzantine, long least, String rule) {
    if (terms.minStores() < least) {
      throw new IllegalArgumentException(
          "method %s withstands byzantine = %d stores among %s: min_stores is %d, expected at least %d"
              .formatted(method, byzantine, rule, terms.minStores(), least));
    }
  }
}
