package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Turns lanes into floating-point numbers, with + - * / and fma in a fixed order only, so that
 * every machine gives the same bits.
 */
final class Division {
  private static final double RESIDUAL_UNIT = 0x1p-32;
  private static final long RESIDUAL_MASK = 0xffff_ffffL;

  private final double divisor;
  private final double scale;
  private final double limit;

  /** Divides by a total weight in the grid's weight units. */
  Division(Grid grid, long totalWeight) {
    this(
        (double) totalWeight,
        Math.scalb(1.0, grid.weightFractionBits() - grid.unitExponent()),
        grid.maxAbsValue());
  }

  private Division(double divisor, double scale, double limit) {
    this.divisor = divisor;
    this.scale = scale;
    this.limit = limit;
  }

  /** Leaves the sum as it is. */
  static Division byNothing(Grid grid) {
    return new Division(1.0, grid.unit(), Double.MAX_VALUE);
  }

  /** All parameters of a sum, in a format. */
  byte[] write(ExactSum sum, NumberFormat format) {
    byte[] out = new byte[Math.multiplyExact(sum.size(), format.bytes())];
    ByteBuffer bytes = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    DoubleBuffer doubles = bytes.asDoubleBuffer();
    FloatBuffer floats = bytes.asFloatBuffer();
    double[] values = new double[Math.min(Blocks.SIZE, sum.size())];
    float[] rounded = new float[values.length];
    for (int from = 0; from < sum.size(); from += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, sum.size() - from);
      for (int i = 0; i < n; i++) {
        values[i] = value(sum.units(from + i), sum.residuals(from + i));
      }
      if (format == NumberFormat.FLOAT64) {
        doubles.put(from, values, 0, n);
      } else {
        round(values, n, rounded);
        floats.put(from, rounded, 0, n);
      }
    }
    return out;
  }

  /**
   * {@code (units + residual * 2^-32) / divisor * scale}, rounded as {@link ExactSum#mean} says.
   */
  double value(long units, long residual) {
    // Carry whole units over and split exactly: high is the double nearest to the whole units, low
    // what it leaves, under 2^10 units with 32 bits behind the point.
    long whole = units + (residual >> Grid.RESIDUAL_BITS);
    double high = (double) whole;
    long left = whole - (long) high;
    double low = ((left << Grid.RESIDUAL_BITS) + (residual & RESIDUAL_MASK)) * RESIDUAL_UNIT;
    // The double nearest to the sum, and what is missing (Dekker, 1971): also when the two cancel.
    double sum = high + low;
    double missing = low - (sum - high);
    double quotient = sum / divisor;
    // The remainder of a division is a double, and fma finds it without error.
    double remainder = Math.fma(-quotient, divisor, sum);
    double value = (quotient + (remainder + missing) / divisor) * scale;
    return Math.abs(value) <= limit ? value : Math.copySign(limit, value);
  }

  private void round(double[] values, int n, float[] rounded) {
    float floatLimit = Blocks.floatAtMost(limit);
    for (int i = 0; i < n; i++) {
      float value = (float) values[i];
      float within = Math.abs(value) <= floatLimit ? value : Math.copySign(floatLimit, value);
      // A tiny negative rounds to -0.0; adding +0.0 makes that +0.0 and nothing else different.
      rounded[i] = within + 0.0f;
    }
  }
}
