package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;

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
   * @param vectorCasts whether this Java vectorises conversions
   */
  static Blocks of(
      NumberFormat format, List<ByteBuffer> payloads, double maxAbsValue, boolean vectorCasts) {
    return switch (format) {
      case FLOAT32 ->
          vectorCasts
              ? new CastFloats(payloads, maxAbsValue)
              : new FloatBits(payloads, maxAbsValue);
      case FLOAT64 -> new Doubles(payloads, maxAbsValue);
    };
  }

  /**
   * Whether {@code n} values of a payload from index {@code from} on, at most {@link #SIZE}, are
   * all finite and within the largest absolute value. What is loaded stays.
   */
  abstract boolean inRange(int payload, int from, int n);

  /**
   * Loads {@code n} values of a payload from index {@code from} on, at most {@link #SIZE}.
   *
   * @return whether they are all {@link #inRange in range}
   */
  abstract boolean load(int payload, int from, int n);

  /** The values loaded, at the beginning of an array that the next load overwrites. */
  abstract double[] values();

  /** The largest float that is not above a positive double. */
  static float floatAtMost(double value) {
    float nearest = (float) Math.min(value, Float.MAX_VALUE);
    return nearest > value ? Math.nextDown(nearest) : nearest;
  }

  private static ByteBuffer view(ByteBuffer payload) {
    return payload.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Checks single precision by its bits and widens those: one copy of the payload. */
  private static class FloatBits extends Blocks {
    static final int MAGNITUDE = 0x7fff_ffff;

    final int[] bits;
    final double[] values;
    private final IntBuffer[] sources;
    private final int limit;

    FloatBits(List<ByteBuffer> payloads, double maxAbsValue) {
      sources = new IntBuffer[payloads.size()];
      for (int p = 0; p < sources.length; p++) {
        sources[p] = view(payloads.get(p)).asIntBuffer();
      }
      bits = new int[Math.min(SIZE, sources[0].remaining())];
      values = new double[bits.length];
      limit = Float.floatToRawIntBits(floatAtMost(maxAbsValue));
    }

    @Override
    boolean inRange(int payload, int from, int n) {
      sources[payload].get(from, bits, 0, n);
      return excess(bits, n, limit) >= 0;
    }

    @Override
    boolean load(int payload, int from, int n) {
      boolean good = inRange(payload, from, n);
      widen(payload, from, n);
      return good;
    }

    void widen(int payload, int from, int n) {
      widen(bits, values, n);
    }

    @Override
    double[] values() {
      return values;
    }

    private static void widen(int[] bits, double[] values, int n) {
      for (int i = 0; i < n; i++) {
        values[i] = Float.intBitsToFloat(bits[i]);
      }
    }

    /**
     * Negative when a magnitude exceeds the limit. Magnitudes order like their bits, with infinity
     * and NaN on top; the sign bit of a difference marks an excess. Four at a time, for Java 17
     * gathers a vector's elements at every step.
     */
    private static int excess(int[] bits, int n, int limit) {
      int quarter = n >> 2;
      int half = 2 * quarter;
      int last = 3 * quarter;
      int excess = 0;
      for (int i = 0; i < quarter; i++) {
        excess |=
            (limit - (bits[i] & MAGNITUDE))
                | (limit - (bits[quarter + i] & MAGNITUDE))
                | (limit - (bits[half + i] & MAGNITUDE))
                | (limit - (bits[last + i] & MAGNITUDE));
      }
      for (int i = 4 * quarter; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess;
    }
  }

  /** Widens by a cast, which takes a second copy and pays where the cast is vectorised. */
  private static final class CastFloats extends FloatBits {
    private final FloatBuffer[] sources;
    private final float[] singles;

    CastFloats(List<ByteBuffer> payloads, double maxAbsValue) {
      super(payloads, maxAbsValue);
      sources = new FloatBuffer[payloads.size()];
      for (int p = 0; p < sources.length; p++) {
        sources[p] = view(payloads.get(p)).asFloatBuffer();
      }
      singles = new float[bits.length];
    }

    @Override
    void widen(int payload, int from, int n) {
      sources[payload].get(from, singles, 0, n);
      widen(singles, values, n);
    }

    private static void widen(float[] singles, double[] values, int n) {
      for (int i = 0; i < n; i++) {
        values[i] = singles[i];
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
      for (int p = 0; p < sources.length; p++) {
        sources[p] = view(payloads.get(p)).asDoubleBuffer();
        sourceBits[p] = view(payloads.get(p)).asLongBuffer();
      }
      values = new double[Math.min(SIZE, sources[0].remaining())];
      bits = new long[values.length];
      limit = Double.doubleToRawLongBits(maxAbsValue);
    }

    @Override
    boolean inRange(int payload, int from, int n) {
      sourceBits[payload].get(from, bits, 0, n);
      return excess(bits, n, limit) >= 0;
    }

    @Override
    boolean load(int payload, int from, int n) {
      sources[payload].get(from, values, 0, n);
      return inRange(payload, from, n);
    }

    @Override
    double[] values() {
      return values;
    }

    private static long excess(long[] bits, int n, long limit) {
      long excess = 0;
      for (int i = 0; i < n; i++) {
        excess |= limit - (bits[i] & MAGNITUDE);
      }
      return excess;
    }
  }
}
