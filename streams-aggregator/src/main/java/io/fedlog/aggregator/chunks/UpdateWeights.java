package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.Decision;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What decided updates count for, where that is not what they say themselves. */
final class UpdateWeights {
  private UpdateWeights() {}

  /** By store id, those that count for something: shares that were concluded from distances. */
  static Map<String, Long> ofShares(Decision conclusion, Collection<String> storeIds) {
    return byStore("shares", conclusion.getShares(), storeIds);
  }

  /** By store id: the weights under the method that was chosen. */
  static Map<String, Long> ofChoice(Decision decision, Collection<String> storeIds) {
    return byStore("weights", decision.getWeights(), storeIds);
  }

  private static Map<String, Long> byStore(
      String what, List<Long> weights, Collection<String> storeIds) {
    List<String> stores = List.copyOf(new TreeSet<>(storeIds));
    if (weights.size() != stores.size()) {
      throw new IllegalArgumentException(
          "%s are %d; expected one for each of the %d decided updates"
              .formatted(what, weights.size(), stores.size()));
    }
    Map<String, Long> counting = new HashMap<>();
    for (int i = 0; i < stores.size(); i++) {
      if (weights.get(i) > 0) {
        counting.put(stores.get(i), weights.get(i));
      }
    }
    return counting;
  }
}
