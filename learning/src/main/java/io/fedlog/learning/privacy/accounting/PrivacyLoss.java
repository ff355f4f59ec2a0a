package io.fedlog.learning.privacy.accounting;

/**
 * A distribution of the privacy loss {@code log P(x) / Q(x)} for x drawn from P, on whole multiples
 * of a step (Sommer, Meiser, Mohammadi 2019).
 */
final class PrivacyLoss {
  final double step;

  /** The multiple at which {@link #mass} begins. */
  final long lowest;

  /** Probability of each multiple from there on; not to be changed. */
  final double[] mass;

  /** Probability of an infinite loss; that of all losses beyond the grid counts here. */
  final double infinite;

  PrivacyLoss(double step, long lowest, double[] mass, double infinite) {
    this.step = step;
    this.lowest = lowest;
    this.mass = mass;
    this.infinite = infinite;
  }

  /** Sum over losses l above epsilon of {@code mass(l) (1 - e^(epsilon - l))}. */
  double delta(double epsilon) {
    double above = 0;
    double discounted = 0;
    double decay = StrictMath.expm1(-step);
    int i = mass.length - 1;
    while (i >= 0 && loss(i) > epsilon) {
      above += mass[i];
      discounted += discounted * decay + mass[i];
      i--;
    }
    if (discounted == 0) {
      return infinite;
    }
    double delta = above - discounted * StrictMath.exp(epsilon - loss(i + 1));
    return Math.min(1, Math.max(0, delta) + infinite);
  }

  /**
   * The least epsilon, 0 or more. Between two multiples delta is linear in e^epsilon; the sums of
   * mass and of mass e^(l' - l) over the losses l from l' on give the line below l'.
   */
  double epsilon(double delta) {
    if (infinite > delta) {
      return Double.POSITIVE_INFINITY;
    }
    double above = infinite - delta;
    double discounted = 0;
    double decay = StrictMath.expm1(-step);
    for (int i = mass.length - 1; i >= 0 && loss(i) > 0; i--) {
      above += mass[i];
      discounted += discounted * decay + mass[i];
      double low = Math.max(0, loss(i) - step);
      if (above > discounted * StrictMath.exp(low - loss(i))) {
        return Math.max(0, loss(i) + StrictMath.log(above / discounted));
      }
    }
    return 0;
  }

  private double loss(int i) {
    return (lowest + i) * step;
  }
}
