package io.fedlog.learning.privacy.accounting;

/**
 * The Renyi divergence of the Poisson-sampled Gaussian (Mironov, Talwar, Zhang 2019). With q the
 * probability and z the noise multiplier it is {@code log A / (order - 1)}, where A is the mean
 * over x, normal with deviation z, of {@code (1 - q + q e^((2x - 1) / 2z^2))^order}. That is of a
 * record's removal, which they prove to be no less than that of its addition.
 */
final class SampledGaussianRenyi {
  /** Further terms do not reach the sum's last digit. */
  private static final double NEGLIGIBLE = -41;

  private static final int MOST_TERMS = 1_000_000;

  private final double noise;
  private final double order;
  private final double logTaken;
  private final double logLeft;

  private SampledGaussianRenyi(double probability, double noise, double order) {
    this.noise = noise;
    this.order = order;
    this.logTaken = StrictMath.log(probability);
    this.logLeft = StrictMath.log1p(-probability);
  }

  static double divergence(double probability, double noise, double order) {
    SampledGaussianRenyi sampled = new SampledGaussianRenyi(probability, noise, order);
    double log = order == Math.rint(order) ? sampled.binomial() : sampled.twoSeries();
    return Math.max(0, log / (order - 1));
  }

  /** Section 3.3, integer orders: the binomial theorem. */
  private double binomial() {
    LogSum sum = new LogSum();
    double logChoices = 0;
    for (int i = 0; i <= order; i++) {
      sum.add(logChoices + logPower(i), 1);
      logChoices += StrictMath.log((order - i) / (i + 1));
    }
    return sum.log();
  }

  /**
   * Section 3.3, other orders: below and above the x where both summands are equal, two binomial
   * series. From the order on the terms' signs alternate and their sizes fall, so that what is left
   * out is smaller than the last term of each, which is added.
   */
  private double twoSeries() {
    double equal = noise * noise * (logLeft - logTaken) + 0.5;
    LogSum sum = new LogSum();
    double logChoices = 0;
    double sign = 1;
    for (int i = 0; i < MOST_TERMS; i++) {
      double below = logChoices + logPower(i) + Normal.logUpperTail((i - equal) / noise);
      double mirror = order - i;
      double above = logChoices + logPower(mirror) + Normal.logUpperTail((equal - mirror) / noise);
      boolean last = i > order && Math.max(below, above) < NEGLIGIBLE;
      sum.add(below, last ? 1 : sign);
      sum.add(above, last ? 1 : sign);
      if (last) {
        break;
      }
      logChoices += StrictMath.log(Math.abs(order - i) / (i + 1));
      sign = order > i ? sign : -sign;
    }
    return sum.log();
  }

  /** q^i (1-q)^(order-i) times the mean of e^(i (2x - 1) / 2z^2). */
  private double logPower(double i) {
    return i * logTaken + (order - i) * logLeft + (i * i - i) / (2 * noise * noise);
  }
}
