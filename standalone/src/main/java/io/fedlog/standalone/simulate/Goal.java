package io.fedlog.standalone.simulate;

import java.util.Arrays;

/** A value of a metric at which a run has got where it should. */
public record Goal(Metric metric, double value) {

  /** Reads {@code METRIC=VALUE} such as {@code auc=0.9}. */
  public static Goal of(String text) {
    int equals = text.indexOf('=');
    for (Metric metric : Metric.values()) {
      if (equals > 0 && metric.word().equals(text.substring(0, equals))) {
        try {
          return new Goal(metric, Double.parseDouble(text.substring(equals + 1)));
        } catch (NumberFormatException e) {
          break; // reported below, with what was expected
        }
      }
    }
    throw new IllegalArgumentException(
        "--until is %s; expected METRIC=VALUE such as auc=0.9, with one of the metrics %s"
            .formatted(text, Arrays.stream(Metric.values()).map(Metric::word).toList()));
  }

  boolean isReachedBy(Measures measures) {
    double reached = metric.of(measures);
    return metric.higherIsBetter() ? reached >= value : reached <= value;
  }

  @Override
  public String toString() {
    return metric.word() + " " + value;
  }
}
