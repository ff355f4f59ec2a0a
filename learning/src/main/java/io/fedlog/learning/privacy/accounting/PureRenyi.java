package io.fedlog.learning.privacy.accounting;

/**
 * The largest Renyi divergence that pure differential privacy allows, which randomised response
 * reaches (Bun, Steinke 2016, proposition 3.3).
 */
final class PureRenyi {

  private PureRenyi() {}

  /**
   * Of an answer that is told with probability p = e^epsilon / (1 + e^epsilon): {@code log(p^a
   * (1-p)^(1-a) + (1-p)^a p^(1-a)) / (a - 1)}.
   */
  static double divergence(double epsilon, double order) {
    double ratio = StrictMath.exp(-epsilon);
    double rest = StrictMath.exp((1 - 2 * order) * epsilon);
    double log = StrictMath.log1p(rest) - StrictMath.log1p(ratio);
    double divergence = epsilon + log / (order - 1);
    return Math.max(0, Math.min(divergence, epsilon));
  }
}
