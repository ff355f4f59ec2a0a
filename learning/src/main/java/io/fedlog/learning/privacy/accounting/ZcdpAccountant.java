package io.fedlog.learning.privacy.accounting;

/**
 * Zero-concentrated differential privacy (Bun, Steinke 2016): one number, which adds up. Its Renyi
 * divergence is at most {@code order rho} at every order, so the conversion may choose the order
 * (Canonne, Kamath, Steinke 2020, proposition 12). What is sought falls and then rises with the
 * order, as the convex over the linear does. The Gaussian and the discrete Gaussian with noise
 * multiplier z have rho {@code 1 / 2z^2}; what is epsilon-differentially private has {@code
 * epsilon^2 / 2}.
 *
 * @param rho 0 or more, finite
 */
public record ZcdpAccountant(double rho) implements PrivacyAccountant {
  /** Orders from 1 + e^-30 to 1 + e^50 are searched. Any of them gives a true bound. */
  private static final double LOW = -30;

  private static final double HIGH = 50;

  /** More than rounding can take away from a bound. */
  private static final double ROUNDING = 1e-12;

  public ZcdpAccountant {
    if (!(rho >= 0 && rho < Double.POSITIVE_INFINITY)) {
      throw Ranges.refused("rho", rho, "0 or more, finite");
    }
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    if (RenyiConversion.totalVariation(rho) <= delta) {
      return 0;
    }
    if (delta == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double least =
        GoldenSection.least(
            LOW, HIGH, log -> RenyiConversion.epsilon(order(log), order(log) * rho, delta));
    return Math.max(0, least) * (1 + ROUNDING);
  }

  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    double least =
        GoldenSection.least(
            LOW, HIGH, log -> RenyiConversion.logDelta(order(log), order(log) * rho, epsilon));
    double delta = StrictMath.exp(least) * (1 + ROUNDING);
    return Math.min(delta, RenyiConversion.totalVariation(rho));
  }

  private static double order(double logOfOrderLessOne) {
    return 1 + StrictMath.exp(logOfOrderLessOne);
  }
}
