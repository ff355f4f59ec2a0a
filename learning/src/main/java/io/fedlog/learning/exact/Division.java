package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Turns lanes into floating-point numbers, with + - * / and fma in a fixed order only, so that
 * every machine gives the same bits. Each step goes over a block before the next one, since a loop
 * over doubles alone is vectorised by every Java.
 */
final class Division {
  private static final double HIGH_UNIT = 0x1p32;
  private static final double RESIDUAL_UNIT = 0x1p-32;

  private final double divisor;
  private final double scale;
  private final double limit;

  private Division(double divisor, double scale, double limit) {
    this.divisor = divisor;
    this.scale = scale;
    this.limit = limit;
  }

  /** Divides by a total weight in the grid's weight units, at least 1. */
  static Division by(Grid grid, long totalWeight) {
    if (totalWeight < 1) {
      throw new IllegalArgumentException("totalWeight is " + totalWeight + ", expected 1 or more");
    }
    return new Division(
        (double) totalWeight,
        Math.scalb(1.0, grid.weightFractionBits() - grid.unitExponent()),
        grid.maxAbsValue());
  }

  /** Leaves the sum as it is. */
  static Division byNothing(Grid grid) {
    return new Division(1.0, grid.unit(), Double.MAX_VALUE);
  }

  /** All parameters of a sum, in a format. */
  byte[] write(Lanes lanes, NumberFormat format) {
    byte[] out = new byte[Math.multiplyExact(lanes.size(), format.bytes())];
    ByteBuffer bytes = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    DoubleBuffer doubles = bytes.asDoubleBuffer();
    FloatBuffer floats = bytes.asFloatBuffer();
    int size = Math.min(Blocks.SIZE, lanes.size());
    double[] high = new double[size];
    double[] low = new double[size];
    double[] residuals = new double[size];
    float[] rounded = new float[size];
    for (int from = 0; from < lanes.size(); from += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, lanes.size() - from);
      lanes.read(from, n, high, low, residuals);
      divide(high, low, residuals, n);
      bound(high, n);
      if (format == NumberFormat.FLOAT64) {
        doubles.put(from, high, 0, n);
      } else {
        round(high, n, rounded);
        floats.put(from, rounded, 0, n);
      }
    }
    return out;
  }

  /**
   * {@code (high * 2^32 + low + residual * 2^-32) / divisor * scale} in place of high, rounded as
   * {@link ExactSum#mean} says.
   */
  private void divide(double[] high, double[] low, double[] residuals, int n) {
    double by = divisor;
    double to = scale;
    for (int i = 0; i < n; i++) {
      // The double nearest to the whole units and what it leaves, under 2^10 units (Dekker, 1971:
      // the first term is zero or the larger one), to which the residual adds without error.
      double top = high[i] * HIGH_UNIT;
      double whole = top + low[i];
      double left = (low[i] - (whole - top)) + residuals[i] * RESIDUAL_UNIT;
      // The double nearest to the sum, and what is missing: also when the two cancel.
      double sum = whole + left;
      double missing = left - (sum - whole);
      double quotient = sum / by;
      // The remainder of a division is a double, and fma finds it without error.
      double remainder = Math.fma(-quotient, by, sum);
      high[i] = (quotient + (remainder + missing) / by) * to;
    }
  }

  /** In a loop of its own: in the one above it would keep that from being vectorised. */
  private void bound(double[] values, int n) {
    double most = limit;
    for (int i = 0; i < n; i++) {
      double value = values[i];
      values[i] = Math.abs(value) <= most ? value : Math.copySign(most, value);
    }
  }

  private void round(double[] values, int n, float[] rounded) {
    float most = Blocks.floatAtMost(limit);
    for (int i = 0; i < n; i++) {
      float value = (float) values[i];
      float within = Math.abs(value) <= most ? value : Math.copySign(most, value);
      // A tiny negative rounds to -0.0; adding +0.0 makes that +0.0 and nothing else different.
      rounded[i] = within + 0.0f;
    }
  }
}
