package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;

/** What methods over numbers ask of a round. */
final class NumericTerms {
  /** Squares of larger or smaller numbers are past a double's range. */
  private static final double LARGEST_SQUARED = 0x1p400;

  private NumericTerms() {}

  /** Refuses values whose squares, and sums of them, a double may not hold. */
  static void requireSquares(String method, Grid grid) {
    double largest = grid.maxAbsValue();
    if (largest > LARGEST_SQUARED || largest < 1 / LARGEST_SQUARED) {
      throw new IllegalArgumentException(
          "method %s squares differences: maxAbsValue is %s, expected 2^-400 to 2^400"
              .formatted(method, largest));
    }
  }

  /** Refuses text, and byte counts that are no whole number of parameters. */
  static void check(String method, Encoding encoding, long bytes) {
    if (!encoding.isNumeric()) {
      throw new IllegalArgumentException(
          "method " + method + ": encoding is " + encoding + ", expected FLOAT32 or FLOAT64");
    }
    int width = encoding.numberFormat().bytes();
    if (bytes % width != 0) {
      throw new IllegalArgumentException(
          "method "
              + method
              + ": "
              + bytes
              + " bytes are no multiple of "
              + encoding
              + "'s "
              + width);
    }
  }

  /** Refuses a grid on which weights other than 1 are possible. */
  static void requireWeightOne(String method, Grid grid) {
    if (grid.maxWeight() != 1 || grid.weightFractionBits() != 0) {
      throw new IllegalArgumentException(
          "method "
              + method
              + " counts every update once: maxWeight is "
              + grid.maxWeight()
              + " with weightFractionBits "
              + grid.weightFractionBits()
              + ", expected 1 with 0");
    }
  }
}
