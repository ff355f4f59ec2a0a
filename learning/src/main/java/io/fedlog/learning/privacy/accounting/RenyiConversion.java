package io.fedlog.learning.privacy.accounting;

/**
 * From a Renyi divergence of one order to (epsilon, delta): Canonne, Kamath, Steinke 2020,
 * proposition 12, the same as Asoodeh et al. 2020, lemma 1. And, since the divergence is no less
 * than that of Kullback and Leibler, total variation by Bretagnolle, Huber 1979, which helps where
 * epsilon is near 0.
 */
final class RenyiConversion {

  private RenyiConversion() {}

  /** delta: 0 to 1; 0 gives infinity unless there is nothing to tell apart. */
  static double epsilon(double order, double divergence, double delta) {
    if (totalVariation(divergence) <= delta) {
      return 0;
    }
    double log = StrictMath.log(delta) + StrictMath.log(order);
    double epsilon = divergence + StrictMath.log1p(-1 / order) - log / (order - 1);
    return Math.max(0, epsilon);
  }

  static double delta(double order, double divergence, double epsilon) {
    double exponent = divergence - epsilon + StrictMath.log1p(-1 / order);
    double delta = StrictMath.exp((order - 1) * exponent) / order;
    return Math.min(totalVariation(divergence), delta);
  }

  private static double totalVariation(double divergence) {
    return StrictMath.sqrt(-StrictMath.expm1(-divergence));
  }
}
