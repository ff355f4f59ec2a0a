package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.Weighting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a round's updates become a model.
 *
 * @param method the aggregation method's name
 * @param parameters the method's own
 * @param weightMetric the seal's metric that weighs an update; exactly when {@code weighting} is
 *     METRIC
 */
public record Aggregation(
    String method,
    Map<String, String> parameters,
    Weighting weighting,
    @Nullable String weightMetric) {

  public Aggregation {
    parameters = Map.copyOf(parameters);
    boolean named = weightMetric != null && !weightMetric.isBlank();
    if (named != (weighting == Weighting.METRIC)) {
      throw new IllegalArgumentException(
          "weight_metric: expected a metric's name exactly when weighting is METRIC; came \""
              + weightMetric
              + "\" with "
              + weighting);
    }
  }

  /** Every update counts once. */
  public static Aggregation equal(String method) {
    return new Aggregation(method, Map.of(), Weighting.EQUAL, null);
  }
}
