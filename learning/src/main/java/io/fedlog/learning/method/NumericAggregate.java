package io.fedlog.learning.method;

import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.exact.Summation;
import io.fedlog.learning.exact.UnitSum;
import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exact sum of one chunk; how it ends is its subclass's. */
abstract class NumericAggregate implements ChunkAggregate {
  private final Summation sum;
  private final Grid grid;
  private final NumberFormat format;
  private final boolean masked;

  NumericAggregate(ChunkTerms terms) {
    this.grid = terms.grid();
    this.format = terms.encoding().numberFormat();
    int size = terms.payloadBytes() / format.bytes();
    this.sum =
        switch (terms.values()) {
          case UNITS -> new UnitSum(grid, size);
          case MASKED_UNITS -> UnitSum.ofMasked(grid, size);
          case PARAMETERS, DIFFERENCES -> new ExactSum(grid, format, size);
        };
    this.masked = terms.values() == UpdateValues.MASKED_UNITS;
  }

  /** The mean by weight; of differences to the base version, the base plus that. */
  static NumericAggregate ofMean(ChunkTerms terms) {
    if (terms.deltas()) {
      return SteppedMean.whole(terms);
    }
    return new NumericAggregate(terms) {
      @Override
      public byte[] finalise(FinaliseTerms end) {
        return mean(end);
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

  /** The mean by weight, as the model is written. */
  final byte[] mean(FinaliseTerms end) {
    return sum(end).mean(end.totalWeight(), format);
  }

  /** The sum, of a cohort that it has room for, with the noise that the decision adds to it. */
  final Summation sum(FinaliseTerms terms) {
    if (terms.cohortSize() > grid.maxCohort()) {
      throw new FinaliseException(
          "a cohort of "
              + terms.cohortSize()
              + " updates is more than the round's grid has room for: maxCohort is "
              + grid.maxCohort());
    }
    Summation plain = masked ? unmasked(terms) : sum;
    SumNoise noise = terms.noise();
    if (noise == null) {
      return plain;
    }
    if (!(plain instanceof UnitSum units)) {
      throw new FinaliseException(
          "noise is added to whole units of the grid: expected update_encoding GRID");
    }
    return units.changed(noise::addTo);
  }

  private UnitSum unmasked(FinaliseTerms terms) {
    SumMasks masks = terms.masks();
    if (masks == null || !(sum instanceof UnitSum units)) {
      throw new FinaliseException("the sum still has its masks: expected what takes them off");
    }
    UnitSum plain = units.changed(masks::takeOff);
    requireWithin(plain, terms.totalWeight());
    return plain;
  }

  /** Who masked more than the grid holds cannot be told, but the model would be of no use. */
  private static void requireWithin(UnitSum sum, long totalWeight) {
    try {
      sum.requireWithin(totalWeight);
    } catch (IllegalArgumentException e) {
      throw new FinaliseException(
          "the unmasked sum is beyond the grid, so a store masked more than it may: "
              + e.getMessage());
    }
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
