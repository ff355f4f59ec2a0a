package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a decision adds to a chunk's aggregate to make the model's chunk.
 *
 * @param totalWeight sum of the cohort's weights in the grid's weight units, at least 1
 * @param cohortSize updates in the aggregate, at least 1
 * @param base the same chunk of the base version, for methods that move from it
 * @param serverState the same chunk of the server optimiser's state, for methods that keep one
 * @param effectiveSteps mean by weight of the stores' local steps, for a {@link NormalisedMethod};
 *     0 for others
 * @param noise to be added to the sum of {@link UpdateValues#UNITS}; null for none
 * @param masks to be taken off the sum of {@link UpdateValues#MASKED_UNITS}; null for none
 */
public record FinaliseTerms(
    long totalWeight,
    int cohortSize,
    @Nullable ByteBuffer base,
    @Nullable ByteBuffer serverState,
    double effectiveSteps,
    @Nullable SumNoise noise,
    @Nullable SumMasks masks) {

  public FinaliseTerms {
    if (totalWeight < 1) {
      throw new IllegalArgumentException("totalWeight is " + totalWeight + ", expected 1 or more");
    }
    if (cohortSize < 1) {
      throw new IllegalArgumentException("cohortSize is " + cohortSize + ", expected 1 or more");
    }
    if (!(effectiveSteps >= 0 && effectiveSteps <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "effectiveSteps is " + effectiveSteps + ", expected a number from 0 on");
    }
  }

  /** For methods that do not ask for steps. */
  public FinaliseTerms(
      long totalWeight,
      int cohortSize,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer serverState) {
    this(totalWeight, cohortSize, base, serverState, 0);
  }

  /** Without noise. */
  public FinaliseTerms(
      long totalWeight,
      int cohortSize,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer serverState,
      double effectiveSteps) {
    this(totalWeight, cohortSize, base, serverState, effectiveSteps, null);
  }

  /** Without masks. */
  public FinaliseTerms(
      long totalWeight,
      int cohortSize,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer serverState,
      double effectiveSteps,
      @Nullable SumNoise noise) {
    this(totalWeight, cohortSize, base, serverState, effectiveSteps, noise, null);
  }
}
