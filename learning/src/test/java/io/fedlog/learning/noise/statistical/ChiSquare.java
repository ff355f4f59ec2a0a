package io.fedlog.learning.noise.statistical;

import java.util.Arrays;

/** Pearson's statistic. */
final class ChiSquare {
  private ChiSquare() {}

  /** Of counts that should all be alike. */
  static double ofEven(int[] counts) {
    double[] expected = new double[counts.length];
    Arrays.fill(expected, (double) Arrays.stream(counts).sum() / counts.length);
    return of(counts, expected);
  }

  /**
   * Of draws: a cell for each integer that expects at least 500 of them, one for all above, one for
   * all below.
   */
  static Fit ofMasses(long[] values, Reference reference) {
    int last = 0;
    while (values.length * reference.mass(last + 1) >= 500) {
      last++;
    }
    int[] counts = new int[2 * last + 3];
    double[] expected = new double[counts.length];
    for (long value : values) {
      counts[(int) Math.max(-last - 1, Math.min(last + 1, value)) + last + 1]++;
    }
    double inside = 0;
    for (int x = -last; x <= last; x++) {
      expected[x + last + 1] = values.length * reference.mass(x);
      inside += reference.mass(x);
    }
    expected[0] = values.length * (1 - inside) / 2;
    expected[counts.length - 1] = expected[0];
    return new Fit(of(counts, expected), counts.length - 1);
  }

  /** A statistic and its degrees of freedom. */
  record Fit(double statistic, int degreesOfFreedom) {
    double tolerance() {
      return Tolerance.ofChiSquare(degreesOfFreedom);
    }
  }

  private static double of(int[] counts, double[] expected) {
    double statistic = 0;
    for (int i = 0; i < counts.length; i++) {
      double off = counts[i] - expected[i];
      statistic += off * off / expected[i];
    }
    return statistic;
  }
}
