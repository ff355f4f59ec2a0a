package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.schemas.Window;

/** Makes what a round's updates are gathered in, as the pass that it is in asks for. */
final class EmptySums {
  /** Lanes of a sum of shares. */
  private static final int SHARE_LANES = 2;

  /** Arrays of doubles in which a window's sums are mixed: a sum, what it moves, the result. */
  private static final int MIXING_ARRAYS = 3;

  private EmptySums() {}

  /** One of nothing, not kept; one that no chunk can be made of when the method fails. */
  static ChunkSum of(LiveRound round, int chunk) {
    try {
      return switch (round.pass()) {
        case SUM -> summed(round, chunk);
        case COLLECT, MEASURE -> collected(round, chunk);
        case WINDOW -> windowed(round, chunk);
      };
    } catch (RuntimeException e) { // a method that users brought along
      return ChunkSum.unable("the aggregation method failed: " + e);
    }
  }

  private static ChunkSum summed(LiveRound round, int chunk) {
    int lanes =
        round.conclusion == null ? round.plan.definition().getGrid().getLanes() : SHARE_LANES;
    ChunkAggregate sum = round.plan.newAggregate(chunk);
    return new ChunkSum(
        sum,
        new SummedChunk(sum, lanes, round::weight),
        besideBytes(round, round.plan.terms(chunk)));
  }

  private static ChunkSum collected(LiveRound round, int chunk) {
    ChunkTerms terms = round.plan.terms(chunk);
    ChunkContent content =
        new CollectedChunk(round.wanted.size(), terms.payloadBytes(), round::weight);
    return later(round, terms, content);
  }

  private static ChunkSum windowed(LiveRound round, int chunk) {
    ChunkTerms terms = round.plan.terms(chunk);
    Window window = round.window();
    ChunkContent content =
        window == null
            ? new CollectedChunk(0, 0, round::weight)
            : new WindowContent(round.plan, window, chunk);
    return later(round, terms, content);
  }

  /** Nothing is gathered before it is known whose. */
  private static ChunkSum later(LiveRound round, ChunkTerms terms, ChunkContent content) {
    ChunkSum sum =
        new ChunkSum(round.plan.method().payloadCheck(terms), content, besideBytes(round, terms));
    sum.lose();
    return sum;
  }

  /** Heap that the bases' chunks take with what is made of them, and the distances measured. */
  private static long besideBytes(LiveRound round, ChunkTerms terms) {
    boolean measures = round.pass() == LiveRound.Pass.MEASURE;
    long bytes = measures ? DistanceSums.memoryBytes(round.wanted.size() + 1) : 0;
    int bases = round.bases().size();
    if (bases == 0) {
      return bytes;
    }
    bytes += bases * HeapCost.of(terms.payloadBytes(), 1);
    long numbers = terms.payloadBytes() / round.plan.numberBytes();
    if (round.plan.hasWindows()) {
      bytes += HeapCost.of(MIXING_ARRAYS * Double.BYTES * numbers, MIXING_ARRAYS);
    } else if (round.plan.stepsFromBase()) {
      bytes += HeapCost.ofStep(numbers);
      bytes +=
          round.plan.addsNoise() || round.plan.isMasked()
              ? HeapCost.of(2L * Long.BYTES * numbers, 2)
              : 0;
    }
    return bytes;
  }
}
