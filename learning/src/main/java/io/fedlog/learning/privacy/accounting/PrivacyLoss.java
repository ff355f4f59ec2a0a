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

  /**
   * Sum over losses l above epsilon of {@code mass(l) (1 - e^(epsilon - l))}. From one multiple to
   * the next below, it grows by the mass above, discounted by e^-l, times {@code 1 - e^-step}: a
   * sum of positive terms.
   */
  double delta(double epsilon) {
    double decay = StrictMath.expm1(-step);
    double delta = infinite;
    double discounted = 0;
    int i = mass.length - 1;
    for (; i > 0 && loss(i - 1) > epsilon; i--) {
      discounted += discounted * decay + mass[i];
      delta -= discounted * decay;
    }
    if (loss(i) > epsilon) {
      discounted += discounted * decay + mass[i];
      delta -= discounted * StrictMath.expm1(epsilon - loss(i));
    }
    return Math.min(1, delta);
  }

  /** The least epsilon, 0 or more: between two multiples delta is linear in e^epsilon. */
  double epsilon(double delta) {
    if (infinite > delta) {
      return Double.POSITIVE_INFINITY;
    }
    double decay = StrictMath.expm1(-step);
    double left = delta - infinite;
    double discounted = 0;
    for (int i = mass.length - 1; i >= 0 && loss(i) > 0; i--) {
      discounted += discounted * decay + mass[i];
      double growth = -discounted * decay;
      if (growth > left) {
        return Math.max(0, loss(i) + StrictMath.log1p(-left / discounted));
      }
      left -= growth;
    }
    return 0;
  }

  private double loss(int i) {
    return (lowest + i) * step;
  }
}
