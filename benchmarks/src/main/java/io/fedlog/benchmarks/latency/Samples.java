package io.fedlog.benchmarks.latency;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times in milliseconds, and what they are like. */
public final class Samples {
  private final List<Double> millis = new ArrayList<>();

  public void add(double value) {
    millis.add(value);
  }

  public int count() {
    return millis.size();
  }

  /** The smallest value that this share of all does not pass; NaN when there is none. */
  public double quantile(double share) {
    if (millis.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }

  public double median() {
    return quantile(0.5);
  }
}
