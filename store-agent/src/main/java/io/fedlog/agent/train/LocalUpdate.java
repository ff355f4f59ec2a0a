package io.fedlog.agent.train;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a store uploads in a round.
 *
 * @param parameters flat, in the layout's order; float values where the encoding is FLOAT32
 * @param trainingRows how many rows they come from: the weight
 * @param metrics loss, training_samples and others, by name
 * @param kept arrays that the store keeps for itself, by name
 */
public record LocalUpdate(
    double[] parameters,
    int trainingRows,
    SortedMap<String, Double> metrics,
    Map<String, double[]> kept) {
  public LocalUpdate {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    kept = Map.copyOf(kept);
  }
}
