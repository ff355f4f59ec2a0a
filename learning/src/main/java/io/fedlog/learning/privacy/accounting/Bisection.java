package io.fedlog.learning.privacy.accounting;

import java.util.function.DoubleUnaryOperator;

/** Finds where a falling function has come down to a value, and answers on the safe side of it. */
final class Bisection {
  private static final int HALVINGS = 200;
  private static final double LARGEST = 1e12;

  private Bisection() {}

  /**
   * The least argument, to the last digits, at which the function is at most {@code wanted}; there
   * it really is.
   *
   * @param low where to begin, 0 or more
   * @return infinity if there is none up to 1e12
   */
  static double least(double low, DoubleUnaryOperator falling, double wanted) {
    if (falling.applyAsDouble(low) <= wanted) {
      return low;
    }
    double above = low;
    double below = Math.max(1e-9, 2 * low);
    while (!(falling.applyAsDouble(below) <= wanted)) {
      above = below;
      below *= 2;
      if (below > LARGEST) {
        return Double.POSITIVE_INFINITY;
      }
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = 0.5 * (above + below);
      if (middle <= above || middle >= below) {
        break;
      }
      if (falling.applyAsDouble(middle) <= wanted) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return below;
  }
}
