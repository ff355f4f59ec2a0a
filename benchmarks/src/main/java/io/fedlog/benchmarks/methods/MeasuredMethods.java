package io.fedlog.benchmarks.methods;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The methods that are measured, with parameters under which each has something to do. */
final class MeasuredMethods {
  /** Updates that may be anything. */
  static final int BYZANTINE = 1;

  /** Share that the trimmed mean cuts off at each end. */
  static final double TRIM = 0.1;

  /**
   * Differences to the version are about 0.06 to 0.11 a parameter long, that of the flipped 1.2.
   */
  private static final double CLIPPED_TO = 0.08;

  /** In the order in which they are shown. */
  static final List<String> NAMES =
      List.of(
          "median",
          "trimmed_mean",
          "krum",
          "bulyan",
          "multi_krum",
          "geometric_median",
          "norm_clipping",
          "centred_clipping",
          "fedavg",
          "weighted",
          "fedavgm",
          "fedadam",
          "fedyogi",
          "fedadagrad");

  private MeasuredMethods() {}

  /** Length to which differences of so many parameters are shortened: some of them are longer. */
  static double tau(int parameters) {
    return CLIPPED_TO * Math.sqrt(parameters);
  }

  /** What a round's definition says. */
  static Map<String, String> parameters(String method, int parameters) {
    Map<String, String> given = new TreeMap<>();
    switch (method) {
      case "trimmed_mean" -> given.put("trim", Double.toString(TRIM));
      case "krum", "bulyan", "multi_krum" -> given.put("byzantine", Integer.toString(BYZANTINE));
      case "norm_clipping", "centred_clipping" ->
          given.put("tau", Double.toString(tau(parameters)));
      default -> {}
    }
    return given;
  }
}
