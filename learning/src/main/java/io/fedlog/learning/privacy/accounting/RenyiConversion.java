package io.fedlog.learning.privacy.accounting;

/**
 * From a Renyi divergence of one order to (epsilon, delta): Canonne, Kamath, Steinke 2020,
 * proposition 12, the same as Asoodeh et al. 2020, lemma 1.
 */
final class RenyiConversion {

  private RenyiConversion() {}

  /** Below 0 where even an epsilon of 0 has less than this delta; infinite where delta is 0. */
  static double epsilon(double order, double divergence, double delta) {
    double log = StrictMath.log(delta) + StrictMath.log(order);
    return divergence + StrictMath.log1p(-1 / order) - log / (order - 1);
  }

  /** The logarithm of delta; convex in the order if the divergence is proportional to it. */
  static double logDelta(double order, double divergence, double epsilon) {
    double exponent = divergence - epsilon + StrictMath.log1p(-1 / order);
    return (order - 1) * exponent - StrictMath.log(order);
  }

  /**
   * Total variation, the delta at an epsilon of 0, is at most this (Bretagnolle, Huber 1979): the
   * divergence is no less than that of Kullback and Leibler. It helps where epsilon is near 0.
   */
  static double totalVariation(double divergence) {
    return StrictMath.sqrt(-StrictMath.expm1(-divergence));
  }
}
