package io.fedlog.learning.method;

import java.util.Map;

/** A server optimiser over the updates' mean by weight. */
abstract class SteppingMethod implements ServerOptimiser {
  /** State that one record has room for, in bytes. */
  private static final long MOST_STATE = 1_000_000;

  /** Doubles that a rule remembers of a parameter. */
  private static final int MOST_MEMORIES = 2;

  /** The rule with these parameters; fails when they are none of its. */
  abstract SteppedMean.Rule rule(Map<String, String> parameters);

  @Override
  public final void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireSquares(name(), terms.grid());
    var unused = rule(terms.parameters());
    long chunk = terms.largestChunkBytes();
    if (chunk > mostChunkBytes(terms.encoding())) {
      throw new IllegalArgumentException(
          "method %s keeps its state in one record beside each chunk: chunks have %d bytes, expected at most %d"
              .formatted(name(), chunk, mostChunkBytes(terms.encoding())));
    }
  }

  @Override
  public final long mostChunkBytes(Encoding encoding) {
    return MOST_STATE / (MOST_MEMORIES * Double.BYTES) * encoding.numberFormat().bytes();
  }

  @Override
  public final boolean takesDeltas() {
    return true;
  }

  @Override
  public final ServerAggregate newAggregate(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return new SteppedMean(terms, rule(terms.parameters()));
  }
}
