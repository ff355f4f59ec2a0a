package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;

/**
 * A mean of updates, and perhaps the base version, with shares that their distances give: an exact
 * sum like any other mean, so that no order matters and only memory for one chunk is needed.
 */
abstract class WeighedByDistance implements StreamedMethod, MeasuredMethod {
  /** Updates whose shares may be summed, and the base. */
  private static final int MOST_TERMS = MOST_UPDATES + 1;

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    RobustTerms.requireMeasurable(name(), terms);
  }

  @Override
  public final long mostChunkBytes(Encoding encoding) {
    return RobustTerms.MOST_CHUNK_BYTES;
  }

  @Override
  public final PayloadCheck payloadCheck(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return RobustTerms.payloadCheck(terms);
  }

  /** An aggregate whose weights are {@link Shares}. */
  @Override
  public final ChunkAggregate newAggregate(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return NumericAggregate.ofMean(
        new ChunkTerms(
            terms.encoding(),
            grid(terms.grid()),
            terms.chunkIndex(),
            terms.payloadBytes(),
            terms.parameters()));
  }

  /** Two lanes: a single update with all shares comes out as it went in. */
  private static Grid grid(Grid round) {
    return Grid.finest(round.maxAbsValue(), Shares.FRACTION_BITS, Shares.ONE, MOST_TERMS, 2);
  }
}
