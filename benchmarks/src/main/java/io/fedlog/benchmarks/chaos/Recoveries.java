package io.fedlog.benchmarks.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Times from a kill to the next sign that the killed process's role makes progress. Thread-safe.
 */
final class Recoveries {
  private final Map<Sign, List<Double>> times = new EnumMap<>(Sign.class);

  /** What counts as progress. */
  enum Sign {
    /** Every partition of a probing topic takes a record that two brokers have. */
    BROKER("broker", "every partition of a probe takes a record again, held by two brokers"),
    /** The chunk task of every partition has noted something on the round log. */
    AGGREGATOR(
        "aggregator", "every partition's aggregation has noted something of an update again"),
    /** The killed aggregator itself. */
    AGGREGATOR_BACK("aggregator_back", "the killed aggregator itself runs again, with its tasks"),
    /** A model version is published. */
    VERSION("aggregator_version", "a model version is published"),
    /** A round of a plan is defined. */
    COORDINATOR("coordinator", "a coordinator defines a round"),
    /** The store of the killed agent gives a sign of life or joins. */
    AGENT("agent", "the killed agent's store gives a sign of life or joins"),
    /** The killed uploader is back. */
    UPLOADER("uploader", "the killed uploader follows the log again");

    private final String label;
    private final String words;

    Sign(String label, String words) {
      this.label = label;
      this.words = words;
    }

    String label() {
      return label;
    }

    String words() {
      return words;
    }
  }

  synchronized void add(Sign sign, double milliseconds) {
    times.computeIfAbsent(sign, s -> new ArrayList<>()).add(milliseconds);
  }

  synchronized int count(Sign sign) {
    return times.getOrDefault(sign, List.of()).size();
  }

  /**
   * The smallest time that so large a share of all does not exceed; NaN without any.
   *
   * @param share above 0, up to 1
   */
  synchronized double quantile(Sign sign, double share) {
    return quantile(times.getOrDefault(sign, List.of()), share);
  }

  /** Over all kills, each by its own role's sign. */
  synchronized double quantileOfAll(double share) {
    List<Double> all = new ArrayList<>();
    times.forEach(
        (sign, list) -> {
          if (sign != Sign.VERSION && sign != Sign.AGGREGATOR_BACK) {
            all.addAll(list);
          }
        });
    return quantile(all, share);
  }

  private static double quantile(List<Double> list, double share) {
    if (list.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = list.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int rank = (int) Math.ceil(share * sorted.length);
    return Arrays.stream(sorted).skip(Math.max(1, rank) - 1L).findFirst().orElseThrow();
  }
}
