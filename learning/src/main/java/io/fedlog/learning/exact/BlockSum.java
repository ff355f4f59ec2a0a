package io.fedlog.learning.exact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds up some terms of one block in doubles that the first-level cache holds. What a term adds to
 * lane 1 is an integer, and to lane 2 a multiple of 2^-32 of at most a half, so that up to {@link
 * Grid#termsInDouble} of them add up without error, and one conversion to integers serves them all.
 * Every Java vectorises arithmetic on doubles alone.
 */
final class BlockSum {
  private static final double RESIDUALS = 0x1p32;

  private final int capacity;
  private final double[] units = new double[Blocks.SIZE];
  private final double @Nullable [] residuals;
  private int terms;

  /**
   * An empty block.
   *
   * @param capacity terms that the doubles have room for
   */
  BlockSum(int capacity, int lanes) {
    this.capacity = capacity;
    this.residuals = lanes == 2 ? new double[Blocks.SIZE] : null;
  }

  boolean isFull() {
    return terms == capacity;
  }

  /** Forgets the terms added since the last move and says how many they were. */
  int clear() {
    int forgotten = terms;
    terms = 0;
    return forgotten;
  }

  /** Adds n values times m. */
  void add(double[] values, int n, double m) {
    if (terms++ == 0) {
      Arrays.fill(units, 0, n, 0.0);
      if (residuals != null) {
        Arrays.fill(residuals, 0, n, 0.0);
      }
    }
    if (residuals == null) {
      add(values, n, m, units);
    } else {
      add(values, n, m, units, residuals);
    }
  }

  /** Adds what is in it to the lanes from {@code at} and is then empty. */
  void moveTo(Lanes lanes, int at, int n) {
    move(units, n, 1.0, lanes.units(), at);
    if (residuals != null && lanes.residuals() != null) {
      move(residuals, n, RESIDUALS, lanes.residuals(), at);
    }
    terms = 0;
  }

  private static void add(double[] values, int n, double m, double[] units) {
    for (int i = 0; i < n; i++) {
      units[i] += Math.fma(values[i], m, Loops.ROUND_TO_ONE) - Loops.ROUND_TO_ONE;
    }
  }

  private static void add(double[] values, int n, double m, double[] units, double[] residuals) {
    for (int i = 0; i < n; i++) {
      double v = values[i];
      double h = Math.fma(v, m, Loops.ROUND_TO_ONE) - Loops.ROUND_TO_ONE;
      units[i] += h;
      residuals[i] += Math.fma(v, m, Loops.ROUND_TO_RESIDUAL - h) - Loops.ROUND_TO_RESIDUAL;
    }
  }

  private static void move(double[] sums, int n, double scale, long[] lane, int at) {
    for (int i = 0; i < n; i++) {
      lane[at + i] += (long) (sums[i] * scale);
    }
  }
}
