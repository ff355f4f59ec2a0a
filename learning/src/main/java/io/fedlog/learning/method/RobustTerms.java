package io.fedlog.learning.method;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.exact.ExactSum;

/** What methods that compare updates ask of a round. */
final class RobustTerms {
  /** Chunks are this small at most, so that a large cohort's fit the memory, in bytes. */
  static final long MOST_CHUNK_BYTES = 128 << 10;

  /** What a task may hold of one chunk's updates at once, in bytes: 64 MiB. */
  private static final long MOST_COLLECTED = 1L << 26;

  /** What an update takes beside its chunk: the record's names, and a row of a block of columns. */
  private static final int BESIDE_BYTES = 1024 + Columns.ROW_BYTES;

  private RobustTerms() {}

  /** Every payload must be numbers that fit the round's grid, with a weight that fits it too. */
  static PayloadCheck payloadCheck(ChunkTerms terms) {
    int width = terms.encoding().numberFormat().bytes();
    ExactSum sum =
        new ExactSum(terms.grid(), terms.encoding().numberFormat(), terms.payloadBytes() / width);
    return (payload, weight) -> NumericAggregate.payloadFault(sum.fault(payload, weight));
  }

  /** As many updates as may be held at once in chunks of so many bytes; at least one. */
  static int mostUpdates(long chunkBytes) {
    return (int) Math.max(1, MOST_COLLECTED / (chunkBytes + BESIDE_BYTES));
  }

  /** Refuses cohorts of which one chunk alone would not fit the memory. */
  static void requireCollectable(String method, MethodTerms terms) {
    long chunk = terms.largestChunkBytes();
    int cohort = terms.grid().maxCohort();
    if (cohort > mostUpdates(chunk)) {
      throw new IllegalArgumentException(
          "method %s holds a chunk of every update at once: maxCohort %d times %d bytes and %d beside them, expected at most %d bytes; ask at most %d stores or take smaller chunks"
              .formatted(method, cohort, chunk, BESIDE_BYTES, MOST_COLLECTED, mostUpdates(chunk)));
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
    NumericTerms.requireSquares(method, terms.grid());
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
