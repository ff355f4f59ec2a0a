package io.fedlog.learning.exact;

/**
 * Loops for Java 17, which does not vectorise conversions: the rounded double's bits are added as
 * they are. {@code ROUND_TO_ONE + h} has the bits of {@code ROUND_TO_ONE} plus {@code h}, so every
 * sum is too large by those bits times the number of additions: the bias.
 */
final class RawBitsLoops extends Loops {
  /** {@code fma(v, m, BOTH - t)} is {@code x - h} rounded to 2^-32, plus ROUND_TO_RESIDUAL. */
  private static final double BOTH = ROUND_TO_ONE + ROUND_TO_RESIDUAL;

  @Override
  boolean vectorCasts() {
    return false;
  }

  @Override
  long unitBias() {
    return Double.doubleToRawLongBits(ROUND_TO_ONE);
  }

  @Override
  long residualBias() {
    return Double.doubleToRawLongBits(ROUND_TO_RESIDUAL);
  }

  @Override
  void add(double[] values, int n, double m, long[] units, int at) {
    for (int i = 0; i < n; i++) {
      units[at + i] += Double.doubleToRawLongBits(Math.fma(values[i], m, ROUND_TO_ONE));
    }
  }

  @Override
  void add(double[] values, int n, double m, long[] units, long[] residuals, int at) {
    for (int i = 0; i < n; i++) {
      double v = values[i];
      double t = Math.fma(v, m, ROUND_TO_ONE);
      units[at + i] += Double.doubleToRawLongBits(t);
      residuals[at + i] += Double.doubleToRawLongBits(Math.fma(v, m, BOTH - t));
    }
  }
}
