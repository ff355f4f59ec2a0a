package io.fedlog.learning.privacy.accounting;

/**
 * A whole number with discrete Gaussian noise, x with probability proportional to {@code e^(-x^2 /
 * (2 sigma^2))} (Canonne, Kamath, Steinke 2020).
 *
 * @param sigma in units of the number, above 0, at most 100,000
 * @param sensitivity the most by which one record or store changes the number, 1 to 1,000,000 units
 */
public record DiscreteGaussian(double sigma, int sensitivity) implements Mechanism {
  private static final double LARGEST_SIGMA = 100_000;
  private static final int LARGEST_SENSITIVITY = 1_000_000;

  public DiscreteGaussian {
    if (!(sigma > 0 && sigma <= LARGEST_SIGMA)) {
      throw Ranges.refused(
          "sigma", sigma, "above 0, at most 100000; wider noise is accounted as a Gaussian's rho");
    }
    if (sensitivity < 1 || sensitivity > LARGEST_SENSITIVITY) {
      throw Ranges.refused("sensitivity", sensitivity, "1 to 1000000");
    }
  }

  @Override
  public DominatingPair pair() {
    return new DiscreteGaussianPair(sigma, sensitivity);
  }

  /** No more than that of the continuous Gaussian (Canonne, Kamath, Steinke 2020, theorem 14). */
  @Override
  public double renyi(double order) {
    return order * sensitivity * sensitivity / (2 * sigma * sigma);
  }
}
