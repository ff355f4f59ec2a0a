package io.fedlog.learning.privacy.accounting;

/**
 * Numbers with normal noise.
 *
 * @param noiseMultiplier the standard deviation of the noise over the L2 sensitivity, above 0
 */
public record Gaussian(double noiseMultiplier) implements Mechanism, DominatingPair {

  public Gaussian {
    Ranges.positive("noiseMultiplier", noiseMultiplier);
  }

  /**
   * The analytic Gaussian mechanism (Balle, Wang 2018, theorem 8): with z the noise multiplier,
   * {@code F(1 / 2z - epsilon z) - e^epsilon F(-1 / 2z - epsilon z)}. Both terms are one density
   * times a ratio, so that a small difference keeps its digits.
   */
  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    double middle = epsilon * noiseMultiplier;
    double half = 0.5 / noiseMultiplier;
    double from = middle - half;
    double density = Normal.density(from);
    double beyond = from < 0 ? Normal.upperTail(from) : density * Normal.mills(from);
    return Math.max(0, beyond - density * Normal.mills(middle + half));
  }

  @Override
  public DominatingPair swapped() {
    return this;
  }

  @Override
  public DominatingPair pair() {
    return this;
  }

  @Override
  public double renyi(double order) {
    return order / (2 * noiseMultiplier * noiseMultiplier);
  }
}
