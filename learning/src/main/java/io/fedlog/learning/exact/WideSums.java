package io.fedlog.learning.exact;

import java.nio.ByteBuffer;

/**
 * Sums of non-negative doubles, each put on a fixed-point grid by itself and added as a 128-bit
 * integer: any order of terms, and any way to add up parts, gives the same sums. Not thread-safe.
 */
public final class WideSums {
  /** Sums must stay under {@code 2^126} units. */
  public static final int CAPACITY_BITS = 126;

  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  private static final int BIAS = 1023 + MANTISSA_BITS;

  private final int unitExponent;
  private final long[] high;
  private final long[] low;

  /**
   * Sums that are zero.
   *
   * @param count how many sums, 0 or more
   * @param unitExponent the unit is {@code 2^unitExponent}
   */
  public WideSums(int count, int unitExponent) {
    this.unitExponent = unitExponent;
    this.high = new long[count];
    this.low = new long[count];
  }

  /** How many sums there are. */
  public int count() {
    return high.length;
  }

  /** Heap that sums of this count take, in bytes. */
  public static long memoryBytes(int count) {
    return 2L * Long.BYTES * count;
  }

  /**
   * Adds a value to one sum, rounded to the nearest unit, a half upwards.
   *
   * @param value finite, 0 or more
   */
  public void add(int sum, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("value is " + value + ", expected a finite one from 0 on");
    }
    long bits = Double.doubleToRawLongBits(value + 0.0);
    int exponent = (int) (bits >>> MANTISSA_BITS);
    long units = (bits & MANTISSA) | (exponent == 0 ? 0 : MANTISSA + 1);
    int shift = Math.max(exponent, 1) - BIAS - unitExponent;
    if (shift > CAPACITY_BITS - MANTISSA_BITS) {
      throw new IllegalArgumentException(
          "value is " + value + ", more than 2^126 units of 2^" + unitExponent);
    } else if (shift >= Long.SIZE) {
      add(sum, units << (shift - Long.SIZE), 0);
    } else if (shift > 0) {
      add(sum, units >>> (Long.SIZE - shift), units << shift);
    } else if (shift == 0) {
      add(sum, 0, units);
    } else if (shift >= -MANTISSA_BITS - 1) {
      add(sum, 0, (units + (1L << (-shift - 1))) >> -shift);
    }
  }

  private void add(int sum, long moreHigh, long moreLow) {
    low[sum] += moreLow;
    int carry = Long.compareUnsigned(low[sum], moreLow) < 0 ? 1 : 0;
    high[sum] += moreHigh + carry;
  }

  /** One sum, to within two roundings of a double. */
  public double value(int sum) {
    double upper = high[sum] * 0x1p64;
    double lower = (low[sum] >>> 1) * 2.0 + (low[sum] & 1);
    return Math.scalb(upper + lower, unitExponent);
  }

  /** All sums: 16 bytes each, big-endian. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(2 * Long.BYTES, count()));
    for (int i = 0; i < count(); i++) {
      bytes.putLong(high[i]).putLong(low[i]);
    }
    return bytes.array();
  }

  /**
   * Adds sums that {@link #toBytes} wrote of as many and the same unit.
   *
   * @throws IllegalArgumentException when they are not as many; nothing has changed then
   */
  public void addAll(ByteBuffer bytes) {
    if (bytes.remaining() != 2L * Long.BYTES * count()) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes of sums, expected 16 for each of " + count());
    }
    ByteBuffer from = bytes.duplicate();
    for (int i = 0; i < count(); i++) {
      add(i, from.getLong(), from.getLong());
    }
  }
}
