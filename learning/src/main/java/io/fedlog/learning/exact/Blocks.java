package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload a block at a time into arrays, which the first-level cache holds and the compiler
 * vectorises over. The bulk copy serves heap, direct and read-only buffers alike.
 */
abstract class Blocks {
  /** Values in a block. */
  static final int SIZE = 1024;

  /** The blocks of a payload's remaining bytes, whose position and limit stay as they are. */
  static Blocks of(NumberFormat format, ByteBuffer payload, double maxAbsValue) {
    ByteBuffer bytes = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
    return switch (format) {
      case FLOAT32 -> new Floats(bytes, maxAbsValue);
      case FLOAT64 -> new Doubles(bytes, maxAbsValue);
    };
  }

  /** Loads {@code n} values from index {@code from} on; n is at most {@link #SIZE}. */
  abstract void load(int from, int n);

  /** Whether the n values loaded are all finite and within the largest absolute value. */
  abstract boolean inRange(int n);

  /** One of the values loaded. */
  abstract double value(int i);

  /** Adds the n values loaded, times m, to the lanes. */
  abstract void addTo(
      Loops loops, int n, double m, long[] units, long @Nullable [] residuals, int at);

  /** The largest float that is not above a positive double. */
  static float floatAtMost(double value) {
    float nearest = (float) Math.min(value, Float.MAX_VALUE);
    return nearest > value ? Math.nextDown(nearest) : nearest;
  }

  private static final class Floats extends Blocks {
    private static final int MAGNITUDE = 0x7fff_ffff;

    private final FloatBuffer source;
    private final IntBuffer sourceBits;
    private final float[] values;
    private final int[] bits;
    private final int limit;

    Floats(ByteBuffer bytes, double maxAbsValue) {
      source = bytes.asFloatBuffer();
      sourceBits = bytes.asIntBuffer();
      values = new float[Math.min(SIZE, source.remaining())];
      bits = new int[values.length];
      limit = Float.floatToRawIntBits(floatAtMost(maxAbsValue));
    }

    @Override
    void load(int from, int n) {
      source.get(from, values, 0, n);
      sourceBits.get(from, bits, 0, n);
    }

    @Override
    boolean inRange(int n) {
      // Magnitudes order like their bits, with infinity and NaN on top; a sign bit marks an excess.
      int excess = 0;
      for (int i = 0; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess >= 0;
    }

    @Override
    double value(int i) {
      return values[i];
    }

    @Override
    void addTo(Loops loops, int n, double m, long[] units, long @Nullable [] residuals, int at) {
      if (residuals == null) {
        loops.add(values, n, m, units, at);
      } else {
        loops.add(values, n, m, units, residuals, at);
      }
    }
  }

  private static final class Doubles extends Blocks {
    private static final long MAGNITUDE = 0x7fff_ffff_ffff_ffffL;

    private final DoubleBuffer source;
    private final LongBuffer sourceBits;
    private final double[] values;
    private final long[] bits;
    private final long limit;

    Doubles(ByteBuffer bytes, double maxAbsValue) {
      source = bytes.asDoubleBuffer();
      sourceBits = bytes.asLongBuffer();
      values = new double[Math.min(SIZE, source.remaining())];
      bits = new long[values.length];
      limit = Double.doubleToRawLongBits(maxAbsValue);
    }

    @Override
    void load(int from, int n) {
      source.get(from, values, 0, n);
      sourceBits.get(from, bits, 0, n);
    }

    @Override
    boolean inRange(int n) {
      long excess = 0;
      for (int i = 0; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess >= 0;
    }

    @Override
    double value(int i) {
      return values[i];
    }

    @Override
    void addTo(Loops loops, int n, double m, long[] units, long @Nullable [] residuals, int at) {
      if (residuals == null) {
        loops.add(values, n, m, units, at);
      } else {
        loops.add(values, n, m, units, residuals, at);
      }
    }
  }
}
