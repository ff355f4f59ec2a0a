package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads payloads a block at a time into arrays, which the first-level cache holds and the compiler
 * vectorises over. The bulk copy serves heap, direct and read-only buffers alike. The arrays serve
 * all payloads: what is loaded replaces what was.
 */
abstract class Blocks {
  /** Values in a block. */
  static final int SIZE = 1024;

  /**
   * The blocks of the payloads' remaining bytes, whose position and limit stay as they are.
   *
   * @param payloads all of the same length
   */
  static Blocks of(NumberFormat format, List<ByteBuffer> payloads, double maxAbsValue) {
    return switch (format) {
      case FLOAT32 -> new Floats(payloads, maxAbsValue);
      case FLOAT64 -> new Doubles(payloads, maxAbsValue);
    };
  }

  /**
   * Whether {@code n} values of a payload from index {@code from} on, at most {@link #SIZE}, are
   * all finite and within the largest absolute value. Leaves what is loaded as it is.
   */
  abstract boolean inRange(int payload, int from, int n);

  /** Loads {@code n} values of a payload from index {@code from} on, at most {@link #SIZE}. */
  abstract void load(int payload, int from, int n);

  /** One of the values loaded. */
  abstract double value(int i);

  /** The n values loaded, at the beginning of an array that the next load may overwrite. */
  abstract double[] doubles(int n);

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

    private final FloatBuffer[] sources;
    private final IntBuffer[] sourceBits;
    private final float[] values;
    private double[] widened = {};
    private final int[] bits;
    private final int limit;

    Floats(List<ByteBuffer> payloads, double maxAbsValue) {
      sources = new FloatBuffer[payloads.size()];
      sourceBits = new IntBuffer[sources.length];
      int size = 0;
      for (int p = 0; p < sources.length; p++) {
        ByteBuffer bytes = payloads.get(p).slice().order(ByteOrder.LITTLE_ENDIAN);
        sources[p] = bytes.asFloatBuffer();
        sourceBits[p] = bytes.asIntBuffer();
        size = Math.min(SIZE, sources[p].remaining());
      }
      values = new float[size];
      bits = new int[values.length];
      limit = Float.floatToRawIntBits(floatAtMost(maxAbsValue));
    }

    @Override
    boolean inRange(int payload, int from, int n) {
      sourceBits[payload].get(from, bits, 0, n);
      // Magnitudes order like their bits, with infinity and NaN on top; a sign bit marks an excess.
      int excess = 0;
      for (int i = 0; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess >= 0;
    }

    @Override
    void load(int payload, int from, int n) {
      sources[payload].get(from, values, 0, n);
    }

    @Override
    double value(int i) {
      return values[i];
    }

    @Override
    double[] doubles(int n) {
      if (widened.length < n) {
        widened = new double[values.length];
      }
      widen(values, widened, n);
      return widened;
    }

    private static void widen(float[] values, double[] widened, int n) {
      for (int i = 0; i < n; i++) {
        widened[i] = values[i];
      }
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

    private final DoubleBuffer[] sources;
    private final LongBuffer[] sourceBits;
    private final double[] values;
    private final long[] bits;
    private final long limit;

    Doubles(List<ByteBuffer> payloads, double maxAbsValue) {
      sources = new DoubleBuffer[payloads.size()];
      sourceBits = new LongBuffer[sources.length];
      int size = 0;
      for (int p = 0; p < sources.length; p++) {
        ByteBuffer bytes = payloads.get(p).slice().order(ByteOrder.LITTLE_ENDIAN);
        sources[p] = bytes.asDoubleBuffer();
        sourceBits[p] = bytes.asLongBuffer();
        size = Math.min(SIZE, sources[p].remaining());
      }
      values = new double[size];
      bits = new long[values.length];
      limit = Double.doubleToRawLongBits(maxAbsValue);
    }

    @Override
    boolean inRange(int payload, int from, int n) {
      sourceBits[payload].get(from, bits, 0, n);
      long excess = 0;
      for (int i = 0; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess >= 0;
    }

    @Override
    void load(int payload, int from, int n) {
      sources[payload].get(from, values, 0, n);
    }

    @Override
    double value(int i) {
      return values[i];
    }

    @Override
    double[] doubles(int n) {
      return values;
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
