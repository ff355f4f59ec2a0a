package io.fedlog.learning.exact;

/**
 * Loops for grids on which a contribution may have 2^51 units or more, up to 2^62: too many for a
 * double, so the exact product is kept as an unevaluated sum of two (Dekker, 1971). Slower by an
 * order of magnitude.
 */
final class WideLoops extends Loops {
  /** From here on a double is an integer. */
  private static final double ALL_INTEGER = 0x1p52;

  private static final double RESIDUALS = 0x1p32;

  @Override
  boolean vectorCasts() {
    return false;
  }

  @Override
  long unitBias() {
    return 0;
  }

  @Override
  long residualBias() {
    return 0;
  }

  @Override
  void add(double[] values, int n, double m, long[] units, int at) {
    for (int i = 0; i < n; i++) {
      units[at + i] += units(values[i], m);
    }
  }

  @Override
  void add(double[] values, int n, double m, long[] units, long[] residuals, int at) {
    for (int i = 0; i < n; i++) {
      addBoth(values[i], m, units, residuals, at + i);
    }
  }

  /** The integer nearest to {@code v * m}, ties to even. */
  static long units(double v, double m) {
    double x = v * m;
    return nearest(x, Math.fma(v, m, -x));
  }

  /** The integer nearest to {@code (v * m - units) * 2^32}, ties to even. */
  static long residual(double v, double m, long units) {
    double x = v * m;
    double error = Math.fma(v, m, -x);
    if (Math.abs(x) < ALL_INTEGER) {
      // Within one of each other, so the difference is exact.
      return nearest((x - units) * RESIDUALS, error * RESIDUALS);
    }
    return nearest((error - (units - (long) x)) * RESIDUALS, 0.0);
  }

  private static void addBoth(double v, double m, long[] units, long[] residuals, int i) {
    long h = units(v, m);
    units[i] += h;
    residuals[i] += residual(v, m, h);
  }

  /**
   * The integer nearest to {@code x + error}, ties to even, where x is the double nearest to that
   * sum, ties to even, or such a pair less an even number of its last places.
   */
  private static long nearest(double x, double error) {
    double rounded = Math.rint(x);
    double rest = x - rounded;
    if (rest == 0.0) {
      // An error of a half is a tie between two doubles, and x the even one: no tie is left.
      return (long) rounded + (long) Math.rint(error);
    }
    // A rest under a half is a last place of x away from it, so that the error only turns ties.
    long turned = rest == 0.5 && error > 0 ? 1 : rest == -0.5 && error < 0 ? -1 : 0;
    return (long) rounded + turned;
  }
}
