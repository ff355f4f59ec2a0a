package io.fedlog.learning.round;

import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.Shares;

/** Asks a round's method what follows from the distances between the decided updates. */
@FunctionalInterface
public interface Concluder {
  /** For rounds none of which is measured. */
  Concluder NONE =
      (roundId, weights, sums) -> {
        throw new FinaliseException("the updates were measured, and nobody asked for it");
      };

  /**
   * What each update counts for. A function of its arguments and the round's definition.
   *
   * @param weights of the decided updates, in the order of the store ids
   * @param sums of all chunks, as {@link io.fedlog.learning.method.DistanceSums#toBytes} writes
   *     them
   * @throws FinaliseException when no model can be made of these updates
   */
  Shares conclude(String roundId, long[] weights, byte[] sums);
}
