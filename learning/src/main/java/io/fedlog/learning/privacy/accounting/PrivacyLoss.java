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
    double delta = 0;
    for (int i = mass.length - 1; i >= 0 && loss(i) > epsilon; i--) {
      delta -= mass[i] * StrictMath.expm1(epsilon - loss(i));
    }
    return Math.min(1, delta + infinite);
  }

  /**
   * The least epsilon, 0 or more. Between two multiples delta is linear in e^epsilon; the sums of
   * mass and of mass e^(l' - l) for the losses l above l' give the line.
   */
  double epsilon(double delta) {
    if (infinite > delta) {
      return Double.POSITIVE_INFINITY;
    }
    double above = 0;
    double discounted = 0;
    double decay = StrictMath.exp(-step);
    for (int i = mass.length - 1; i >= 0 && loss(i) > 0; i--) {
      above += mass[i];
      discounted += mass[i];
      double low = Math.max(0, loss(i) - step);
      double shrunk = discounted * StrictMath.exp(low - loss(i));
      if (infinite + above - shrunk > delta) {
        double ratio = (infinite + above - delta) / discounted;
        return Math.max(0, loss(i) + StrictMath.log(ratio));
      }
      discounted *= decay;
    }
    return 0;
  }

  private double loss(int i) {
    return (lowest + i) * step;
  }
}
