package io.fedlog.benchmarks.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One number of every benchmark for each pass over all of them, by name. Mutable. */
public final class Scores {
  private final List<Map<String, Double>> passes = new ArrayList<>();

  /** Notes what a pass measured. */
  public void add(Map<String, Double> pass) {
    passes.add(new HashMap<>(pass));
  }

  /** The median of the passes. */
  public double of(String name) {
    return median(pass -> score(pass, name));
  }

  /** The median of the passes' own ratios, since a machine's speed changes between passes. */
  public double ratio(String name, String yardstick) {
    return median(pass -> score(pass, name) / score(pass, yardstick));
  }

  private double median(ToDoubleFunction<Map<String, Double>> figure) {
    double[] sorted = passes.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double score(Map<String, Double> pass, String name) {
    Double score = pass.get(name);
    if (score == null) {
      throw new IllegalStateException("nothing was measured as " + name + ", only " + pass);
    }
    return score;
  }
}
