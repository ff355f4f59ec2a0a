package io.fedlog.learning.privacy.accounting;

/** A sum of signed terms given by their logarithms, none of which need fit a double. */
final class LogSum {
  private double peak = Double.NEGATIVE_INFINITY;
  private double scaled;

  void add(double log, double sign) {
    if (log > peak) {
      scaled *= StrictMath.exp(peak - log);
      peak = log;
    }
    if (log > Double.NEGATIVE_INFINITY) {
      scaled += sign * StrictMath.exp(log - peak);
    }
  }

  double log() {
    return peak + StrictMath.log(scaled);
  }
}
