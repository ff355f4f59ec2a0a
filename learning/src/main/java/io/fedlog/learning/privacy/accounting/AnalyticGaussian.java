package io.fedlog.learning.privacy.accounting;

/**
 * Exact accounting of the Gaussian mechanism alone (Balle, Wang 2018): n releases with noise
 * multiplier z tell as much as one with z / sqrt(n) (Dong, Roth, Su 2022).
 *
 * @param noiseMultiplier the standard deviation over the L2 sensitivity, above 0
 * @param times 1 or more
 */
public record AnalyticGaussian(double noiseMultiplier, int times) implements PrivacyAccountant {

  public AnalyticGaussian {
    Ranges.positive("noiseMultiplier", noiseMultiplier);
    Ranges.atLeastOne("times", times);
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    return Bisection.least(0, this::delta, delta);
  }

  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    return new Gaussian(noiseMultiplier / StrictMath.sqrt(times)).delta(epsilon);
  }
}
