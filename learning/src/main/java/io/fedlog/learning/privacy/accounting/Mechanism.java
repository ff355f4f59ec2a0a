package io.fedlog.learning.privacy.accounting;

/**
 * A way of releasing one sum with noise, as the accountants see it: how well an outsider can tell,
 * at best, whether one record or store was in it.
 */
public sealed interface Mechanism
    permits Laplace, Gaussian, DiscreteLaplace, DiscreteGaussian, PoissonSampled {

  /**
   * The smallest delta for which one release is (epsilon, delta)-differentially private.
   *
   * @param epsilon 0 or more
   */
  default double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    DominatingPair pair = pair();
    return Math.max(pair.delta(epsilon), pair.swapped().delta(epsilon));
  }

  /**
   * An upper bound of the Renyi divergence of one release between neighbours (Mironov 2017).
   *
   * @param order above 1, finite
   * @throws IllegalArgumentException if no bound of this mechanism is known
   */
  double renyi(double order);

  /** What an outsider has to tell apart; the pair of a record's removal. */
  DominatingPair pair();
}
