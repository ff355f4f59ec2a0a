package io.fedlog.learning.privacy.accounting;

/**
 * How much noise a wanted (epsilon, delta) over several releases takes. What comes out was tried
 * with the accountant named and holds; it is the least to the last digits.
 */
public final class Calibration {
  /** Less noise than this hides nothing. */
  private static final double LEAST_NOISE = 1e-6;

  private Calibration() {}

  /**
   * The least noise multiplier of the Gaussian mechanism, by {@link AnalyticGaussian}.
   *
   * @param epsilon of all releases together, above 0
   * @param delta of all releases together, above 0, below 1
   * @param times how many releases, 1 or more
   */
  public static double gaussianNoiseMultiplier(double epsilon, double delta, int times) {
    Ranges.positive("epsilon", epsilon);
    Ranges.inside("delta", delta);
    Ranges.atLeastOne("times", times);
    return Bisection.least(
        LEAST_NOISE, noise -> new AnalyticGaussian(noise, times).delta(epsilon), delta);
  }

  /**
   * The largest epsilon that each of several releases with Laplace noise may have, by {@link
   * OptimalComposition}; its scale is the L1 sensitivity over that.
   *
   * @param epsilon of all releases together, above 0
   * @param delta of all releases together, 0 to below 1
   * @param times how many releases, 1 or more
   */
  public static double laplaceEpsilon(double epsilon, double delta, int times) {
    Ranges.positive("epsilon", epsilon);
    if (!(delta >= 0 && delta < 1)) {
      throw Ranges.refused("delta", delta, "0 to below 1");
    }
    Ranges.atLeastOne("times", times);
    if (delta == 0) {
      return Math.nextDown(epsilon / times);
    }
    double noise =
        Bisection.least(
            LEAST_NOISE, scale -> new OptimalComposition(1 / scale, times).delta(epsilon), delta);
    return Math.nextDown(1 / noise);
  }
}
