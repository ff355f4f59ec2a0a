package io.fedlog.learning.privacy.accounting;

import java.util.function.DoubleUnaryOperator;

/**
 * The least value of a function that falls and then rises (Kiefer 1953), in a fixed number of
 * steps.
 */
final class GoldenSection {
  private static final double RATIO = 0.5 * (StrictMath.sqrt(5) - 1);
  private static final int STEPS = 150;

  private GoldenSection() {}

  /** A value the function really has between both ends; the least, if it falls and then rises. */
  static double least(double from, double to, DoubleUnaryOperator function) {
    double low = from;
    double high = to;
    double left = high - RATIO * (high - low);
    double right = low + RATIO * (high - low);
    double atLeft = function.applyAsDouble(left);
    double atRight = function.applyAsDouble(right);
    for (int i = 0; i < STEPS; i++) {
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - RATIO * (high - low);
        atLeft = function.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + RATIO * (high - low);
        atRight = function.applyAsDouble(right);
      }
    }
    return Math.min(atLeft, atRight);
  }
}
