package io.fedlog.agent;

import io.fedlog.schemas.RoundDefinition;

/** What an update weighs in its round, in the weight units of the round's grid. */
final class UpdateWeight {

  private static final double METRIC_UNITS = 1 << 20;

  private UpdateWeight() {}

  /** Throws IllegalArgumentException when the metric that weighs is absent or no usable weight. */
  static long of(RoundDefinition definition, TrainedUpdate update) {
    return switch (definition.getWeighting()) {
      case EQUAL -> 1;
      case SAMPLES -> update.samples();
      case METRIC -> ofMetric(String.valueOf(definition.getWeightMetric()), update);
    };
  }

  private static long ofMetric(String name, TrainedUpdate update) {
    Double metric = update.metrics().get(name);
    if (metric == null || !Double.isFinite(metric) || metric < 0) {
      throw new IllegalArgumentException(
          "the round weighs updates by the metric "
              + name
              + ": expected a number of 0 or more, got "
              + (metric == null ? "only " + update.metrics().keySet() : metric));
    }
    return (long) Math.rint(metric * METRIC_UNITS);
  }
}
