package io.fedlog.learning.method;

import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exact sum of one chunk; how it ends is its subclass's. */
abstract class NumericAggregate implements ChunkAggregate {
  private final ExactSum sum;
  private final Grid grid;

  NumericAggregate(ChunkTerms terms) {
    this.grid = terms.grid();
    this.sum =
        new ExactSum(
            grid,
            terms.encoding().numberFormat(),
            terms.payloadBytes() / terms.encoding().numberFormat().bytes());
  }

  /** The mean by weight; of differences to the base version, the base plus that. */
  static NumericAggregate ofMean(ChunkTerms terms) {
    if (terms.deltas()) {
      return SteppedMean.whole(terms);
    }
    return new NumericAggregate(terms) {
      @Override
      public byte[] finalise(FinaliseTerms end) {
        return sum(end).mean(end.totalWeight());
      }
    };
  }

  static NumericAggregate ofTotal(ChunkTerms terms) {
    return new NumericAggregate(terms) {
      @Override
      public byte[] finalise(FinaliseTerms end) {
        return sum(end).total();
      }
    };
  }

  /** The sum, of a cohort that it has room for. */
  final ExactSum sum(FinaliseTerms terms) {
    if (terms.cohortSize() > grid.maxCohort()) {
      throw new FinaliseException(
          "a cohort of "
              + terms.cohortSize()
              + " updates is more than the round's grid has room for: maxCohort is "
              + grid.maxCohort());
    }
    return sum;
  }

  @Override
  public @Nullable PayloadFault fault(ByteBuffer payload, long weight) {
    return payloadFault(sum.fault(payload, weight));
  }

  @Override
  public void add(ByteBuffer payload, long weight) {
    sum.add(payload, weight);
  }

  @Override
  public @Nullable PayloadFault tryAdd(ByteBuffer payload, long weight) {
    return payloadFault(sum.tryAdd(payload, weight));
  }

  @Override
  public void addAll(List<ByteBuffer> payloads, long[] weights) {
    sum.addAll(payloads, weights);
  }

  @Override
  public void subtract(ByteBuffer payload, long weight) {
    sum.subtract(payload, weight);
  }

  @Override
  public long memoryBytes() {
    return sum.memoryBytes();
  }

  static @Nullable PayloadFault payloadFault(@Nullable ValueFault fault) {
    return fault == null ? null : new PayloadFault(fault.reason(), fault.detail());
  }
}
