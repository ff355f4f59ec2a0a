package io.fedlog.learning.privacy.accounting;

/** Two discrete Gaussians, {@code sensitivity} apart. */
final class DiscreteGaussianPair implements DominatingPair {
  /** Of what lies farther out there is less than 1e-170. */
  private static final double REACH = 28;

  private final double sigma;
  private final int sensitivity;

  /**
   * At i, the probability of values up to {@code i - (atMost.length - 1)}, none of them above 0.
   */
  private final double[] atMost;

  DiscreteGaussianPair(double sigma, int sensitivity) {
    this.sigma = sigma;
    this.sensitivity = sensitivity;
    int reach = (int) Math.ceil(REACH * sigma) + 1;
    atMost = new double[reach + 1];
    double sum = 0;
    for (int i = 0; i <= reach; i++) {
      double x = (reach - i) / sigma;
      sum += StrictMath.exp(-0.5 * x * x);
      atMost[i] = sum;
    }
    double whole = 2 * sum - 1;
    for (int i = 0; i <= reach; i++) {
      atMost[i] /= whole;
    }
  }

  /** Of x up to {@code most}, the loss {@code s (s - 2x) / (2 sigma^2)} is above epsilon. */
  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    double most = Math.ceil(0.5 * sensitivity - epsilon * sigma * sigma / sensitivity) - 1;
    double other = atMost(most - sensitivity);
    double taken = other == 0 ? 0 : StrictMath.exp(epsilon + StrictMath.log(other));
    return Math.max(0, atMost(most) - taken);
  }

  @Override
  public DominatingPair swapped() {
    return this;
  }

  private double atMost(double x) {
    if (x > 0) {
      return 1 - atMost(-x - 1);
    }
    double index = x + (atMost.length - 1);
    return index < 0 ? 0 : atMost[(int) index];
  }
}
