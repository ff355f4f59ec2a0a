package io.fedlog.learning.method;

import java.util.Map;

/**
 * What was measured of the decided updates, which are numbered in the order of their store ids.
 *
 * @param distances between the updates, and to the base version if there is one
 * @param weights one for each update, in the grid's weight units, at least 1
 * @param parameters the method's own parameters
 */
public record Cohort(Distances distances, long[] weights, Map<String, String> parameters) {

  public Cohort {
    if (weights.length != distances.updates()) {
      throw new IllegalArgumentException(
          "weights are "
              + weights.length
              + ", expected one for each of "
              + distances.updates()
              + " updates");
    }
    weights = weights.clone();
    parameters = Map.copyOf(parameters);
  }

  /** Updates measured. */
  public int size() {
    return weights.length;
  }
}
