package io.fedlog.learning.privacy.accounting;

/**
 * A whole number with discrete Laplace noise, x with probability proportional to {@code e^(-|x| /
 * scale)} (Canonne, Kamath, Steinke 2020; Ghosh, Roughgarden, Sundararajan 2009).
 *
 * @param scale in units of the number, above 0
 * @param sensitivity the most by which one record or store changes the number, 1 or more units
 */
public record DiscreteLaplace(double scale, long sensitivity) implements Mechanism, DominatingPair {

  public DiscreteLaplace {
    Ranges.positive("scale", scale);
    if (sensitivity < 1) {
      throw Ranges.refused("sensitivity", sensitivity, "1 or more");
    }
  }

  /** All of the loss at once: a release is this much differentially private without any delta. */
  public double epsilon() {
    return sensitivity / scale;
  }

  /**
   * Of x up to {@code most}, the loss {@code (sensitivity - 2x) / scale} is above epsilon; the
   * divergence is what is left of them.
   */
  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    if (epsilon >= epsilon()) {
      return 0;
    }
    double most = Math.ceil(0.5 * (sensitivity - epsilon * scale)) - 1;
    double both = 1 + StrictMath.exp(-1 / scale);
    double beyond =
        most < 0
            ? StrictMath.exp(most / scale) / both
            : 1 - StrictMath.exp(-(most + 1) / scale) / both;
    double other = StrictMath.exp(epsilon + (most - sensitivity) / scale) / both;
    return Math.max(0, beyond - other);
  }

  @Override
  public DominatingPair swapped() {
    return this;
  }

  @Override
  public DominatingPair pair() {
    return this;
  }

  /** The bound of every mechanism with this epsilon. */
  @Override
  public double renyi(double order) {
    return PureRenyi.divergence(epsilon(), order);
  }
}
