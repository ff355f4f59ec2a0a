package io.fedlog.learning.exact;

/** Loops for later Javas, which vectorise every operation used here, casts included. No bias. */
final class CastLoops extends Loops {
  private static final double RESIDUALS = 0x1p32;

  @Override
  boolean vectorCasts() {
    return true;
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
      units[at + i] += (long) (Math.fma(values[i], m, ROUND_TO_ONE) - ROUND_TO_ONE);
    }
  }

  @Override
  void add(double[] values, int n, double m, long[] units, long[] residuals, int at) {
    for (int i = 0; i < n; i++) {
      double v = values[i];
      double h = Math.fma(v, m, ROUND_TO_ONE) - ROUND_TO_ONE;
      double r = Math.fma(v, m, ROUND_TO_RESIDUAL - h) - ROUND_TO_RESIDUAL;
      units[at + i] += (long) h;
      residuals[at + i] += (long) (r * RESIDUALS);
    }
  }
}
