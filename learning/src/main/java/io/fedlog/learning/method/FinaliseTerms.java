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
 */
public record FinaliseTerms(
    long totalWeight, int cohortSize, @Nullable ByteBuffer base, @Nullable ByteBuffer serverState) {

  public FinaliseTerms {
    if (totalWeight < 1) {
      throw new IllegalArgumentException("totalWeight is " + totalWeight + ", expected 1 or more");
    }
    if (cohortSize < 1) {
      throw new IllegalArgumentException("cohortSize is " + cohortSize + ", expected 1 or more");
    }
  }
}
