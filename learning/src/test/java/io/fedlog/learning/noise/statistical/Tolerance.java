package io.fedlog.learning.noise.statistical;

/**
 * How far a statistic of correct noise may be off. Each bound is exceeded with probability {@link
 * #FAILURE} at most, over keys; with the tests' fixed keys a test that passes passes always.
 */
final class Tolerance {
  static final double FAILURE = 1e-9;

  private Tolerance() {}

  /**
   * Of a share of independent draws (Bernstein): the share is off by more than sqrt(2 p (1 - p) x /
   * n) + x / (3 n) with probability at most 2 exp(-x).
   *
   * @param p the probability of what is counted
   * @param tests how many shares are looked at
   */
  static double ofShare(double p, int n, int tests) {
    double x = StrictMath.log(2 * tests / FAILURE);
    return Math.sqrt(2 * p * (1 - p) * x / n) + x / (3 * n);
  }

  /**
   * Of Pearson's statistic, taken to be chi-square since every cell expects hundreds of draws
   * (Laurent and Massart 2000, lemma 1): it exceeds d + 2 sqrt(d x) + 2 x with probability at most
   * exp(-x).
   */
  static double ofChiSquare(int degreesOfFreedom) {
    double x = StrictMath.log(1 / FAILURE);
    return degreesOfFreedom + 2 * Math.sqrt(degreesOfFreedom * x) + 2 * x;
  }

  /**
   * Of an empirical distribution function (Dvoretzky, Kiefer, Wolfowitz 1956; Massart 1990): it is
   * anywhere off by more than t with probability at most 2 exp(-2 n t^2), also for laws on
   * integers.
   */
  static double ofDistribution(int n) {
    return Math.sqrt(StrictMath.log(2 / FAILURE) / (2 * n));
  }

  /** Of a mean of a million draws, taken to be normal: 6.2 deviations, beyond which is 5.6e-10. */
  static double ofMean(double variance, int n) {
    return 6.2 * Math.sqrt(variance / n);
  }
}
