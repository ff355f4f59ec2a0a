package io.fedlog.learning.round;

import io.fedlog.learning.exact.Grid;
import java.util.Map;

/**
 * A method that a round is to be aggregated by instead of its definition's.
 *
 * @param parameters the method's own
 * @param weighting where an update's weight comes from under it
 * @param grid on which the updates are then summed
 */
public record MethodChoice(
    String method, Map<String, String> parameters, WeightRule weighting, Grid grid) {

  /** Most updates of a round that can be weighed anew: a decision's record has room for no more. */
  public static final int MOST_WEIGHED = 150_000;

  /** Largest weight that an update can be given anew. */
  public static final long LARGEST_WEIGHT = (1L << 27) - 1;

  /** Takes a copy. */
  public MethodChoice {
    parameters = Map.copyOf(parameters);
  }

  /** What an update weighs under this method; may be no weight that the grid has room for. */
  long weight(RoundEvent.Sealed seal) {
    return weighting.weight(seal.trainingSamples(), seal.metrics());
  }
}
