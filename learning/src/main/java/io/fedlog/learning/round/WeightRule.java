package io.fedlog.learning.round;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an update's weight comes from; the seal must bear it out.
 *
 * @param metric the metric that weighs, for {@link Kind#METRIC}
 */
public record WeightRule(Kind kind, @Nullable String metric) {

  /** The unit of real weights is 2^-20. */
  public static final int REAL_FRACTION_BITS = 20;

  /** The three sources of a weight. */
  public enum Kind {
    /** Always 1. */
    EQUAL,
    /** The rows trained on. */
    SAMPLES,
    /** A named metric, in units of 2^-20, ties to even. */
    METRIC
  }

  /** A metric's name comes with {@link Kind#METRIC} and with nothing else. */
  public WeightRule {
    if ((kind == Kind.METRIC) != (metric != null)) {
      throw new IllegalArgumentException(
          "weight_metric is "
              + metric
              + "; expected a metric's name exactly when weighting is METRIC");
    }
    if (metric != null && !Bounds.isName(metric)) {
      throw new IllegalArgumentException(
          "weight_metric is \"%s\"; expected a name of 1 to %d characters"
              .formatted(Bounds.clip(metric, Bounds.NAME), Bounds.NAME));
    }
  }

  /** The weight that these figures give; -1 when the metric is missing, negative or not finite. */
  public long weight(long trainingSamples, Map<String, Double> metrics) {
    return switch (kind) {
      case EQUAL -> 1;
      case SAMPLES -> trainingSamples;
      case METRIC -> {
        Double value = metrics.get(metric);
        yield value == null || !(value >= 0 && value < 0x1p40)
            ? -1
            : (long) Math.rint(value * (1 << REAL_FRACTION_BITS));
      }
    };
  }
}
