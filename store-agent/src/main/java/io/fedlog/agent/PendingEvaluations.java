package io.fedlog.agent;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of each model type that a store is still to measure. While it trains newer
 * ones replace one another, so that a slow store holds one model and not all it has missed.
 * Thread-safe.
 */
final class PendingEvaluations {
  private final Map<String, EvaluationInputs> newest = new HashMap<>();

  /** Notes a version; returns whether none of its type was noted, so that {@link #take} is due. */
  synchronized boolean offer(EvaluationInputs inputs) {
    EvaluationInputs before = newest.get(type(inputs));
    if (before == null || version(before) < version(inputs)) {
      newest.put(type(inputs), inputs);
    }
    return before == null;
  }

  /** The version to measure now; null when there is none. */
  synchronized @Nullable EvaluationInputs take(String modelType) {
    return newest.remove(modelType);
  }

  private static String type(EvaluationInputs inputs) {
    return inputs.model().manifest().getModelType();
  }

  private static long version(EvaluationInputs inputs) {
    return inputs.model().manifest().getVersion();
  }
}
