package io.fedlog.learning.noise;

/**
 * The discrete Laplace distribution: an integer x with probability proportional to exp(-|x| /
 * scale).
 *
 * <p>Added to a sum of integers of L1 sensitivity D it gives (D / scale)-differential privacy
 * (Ghosh, Roughgarden, Sundararajan 2009). Drawn as in Canonne, Kamath, Steinke 2020 (arXiv
 * 2004.00010), algorithm 2, which is exact.
 */
public final class DiscreteLaplace extends DiscreteNoise {
  private final long s;
  private final long t;

  /**
   * @param scale s / t in units of the grid
   */
  public DiscreteLaplace(Scale scale) {
    super("DiscreteLaplace[scale=" + scale + "]");
    s = scale.numerator();
    t = scale.denominator();
  }

  /**
   * Gives x with a probability in proportion to that of x.
   *
   * <p>The integer m = u + s v has probability proportional to exp(-m / s), u being below s: u is
   * kept with exp(-u / s), and v counts successes of exp(-1) each. Then m / t, rounded down, is
   * geometric with exp(-t / s). It gets a sign, and zero gets only one.
   */
  @Override
  long propose(Chance chance) {
    long u = chance.below(s);
    if (!chance.expMinus(u, s)) {
      return REJECTED;
    }
    long v = 0;
    while (chance.expMinus(1, 1)) {
      v++;
    }
    long magnitude = (u + s * v) / t;
    boolean negative = chance.below(2) == 1;
    if (negative) {
      return magnitude == 0 ? REJECTED : -magnitude;
    }
    return magnitude;
  }
}
