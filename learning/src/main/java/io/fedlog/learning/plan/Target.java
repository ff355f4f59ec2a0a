package io.fedlog.learning.plan;

import java.util.Locale;

/**
 * A figure at which a plan ends: the stores' pooled evaluation ({@link PooledMetric}) of its newest
 * version is at the value or beyond.
 *
 * @param metric as the stores name it in what they report: "loss", "auc", ...
 * @param bound on which side of the value the goal lies
 * @param value finite, in the metric's own unit
 */
public record Target(String metric, Bound bound, double value) {

  /** Where the goal lies. */
  public enum Bound {
    /** At the value or below, as for a loss. */
    AT_MOST,
    /** At the value or above, as for an auc. */
    AT_LEAST;

    private String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Target {
    if (metric.isBlank()) {
      throw new IllegalArgumentException(
          "target: expected a metric that the stores report, such as loss or auc; came \""
              + metric
              + "\"");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("target: expected a finite value, came " + value);
    }
  }

  /** Whether a pooled figure is there. One that is not a number never is. */
  boolean isReachedBy(double figure) {
    return switch (bound) {
      case AT_MOST -> figure <= value;
      case AT_LEAST -> figure >= value;
    };
  }

  /** In words: {@code at most 0.25}. */
  String words() {
    return bound.words() + " " + value;
  }
}
