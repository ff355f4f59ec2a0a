package io.fedlog.learning.noise;

/**
 * The discrete Gaussian distribution: an integer x with probability proportional to exp(-x^2 / (2
 * sigma^2)).
 *
 * <p>Added to a sum of integers of L2 sensitivity D it gives (D^2 / (2 sigma^2))-concentrated
 * differential privacy (Canonne, Kamath, Steinke 2020, arXiv 2004.00010). Drawn as in Karney 2016
 * (arXiv 1303.6257), algorithm D, with mean 0, in fractions: it has the same distribution as the
 * sampler of the former paper, and its integers stay as small as sigma is.
 *
 * <p>The variance is at most sigma^2, and next to that unless sigma is under 1. A sum of several
 * draws is nearly, not exactly, of this distribution.
 */
public final class DiscreteGaussian extends DiscreteNoise {
  private final long s;
  private final long t;
  private final long width;

  /**
   * @param sigma s / t in units of the grid
   */
  public DiscreteGaussian(Scale sigma) {
    super("DiscreteGaussian[sigma=" + sigma + "]");
    s = sigma.numerator();
    t = sigma.denominator();
    width = (s + t - 1) / t;
  }

  /**
   * Gives i with a probability in proportion to that of i.
   *
   * <p>The magnitudes are cut into steps of length sigma. Step k is chosen with a probability
   * proportional to exp(-k^2 / 2): k counts successes of exp(-1/2) each, and is kept with exp(-k (k
   * - 1) / 2). Every integer i of the step, i / sigma = k + x, is then chosen alike and kept with
   * exp(-x (2k + x) / 2), which makes exp(-i^2 / (2 sigma^2)) of both. It gets a sign, and zero
   * gets only one.
   */
  @Override
  long propose(Chance chance) {
    long k = 0;
    while (chance.expMinus(1, 2)) {
      k++;
    }
    for (long left = k * (k - 1); left > 0; left--) {
      if (!chance.expMinus(1, 2)) {
        return REJECTED;
      }
    }
    long i = (k * s + t - 1) / t + chance.below(width);
    long a = i * t - k * s; // x = a / s
    boolean negative = chance.below(2) == 1;
    if (a >= s || negative && i == 0) {
      return REJECTED;
    }
    for (long step = 0; step <= k; step++) {
      if (!chance.expMinusStep(k, a, s)) {
        return REJECTED;
      }
    }
    return negative ? -i : i;
  }
}
