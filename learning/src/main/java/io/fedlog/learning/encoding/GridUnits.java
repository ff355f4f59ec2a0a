package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Differences to the base version as whole units of the round's grid: 64-bit integers,
 * little-endian two's complement, one after the other. Sums add them modulo 2^64 as they are, so
 * that clipped norms, noise and masks stay exact.
 */
public final class GridUnits {
  private GridUnits() {}

  /** Bytes of so many numbers. */
  public static int bytes(int numbers) {
    return Math.multiplyExact(numbers, Long.BYTES);
  }

  /**
   * Puts differences on the grid: the nearest whole units, ties to even.
   *
   * @param differences finite, in the parameters' own unit
   * @throws IllegalArgumentException when one is not finite or beyond the grid's largest value
   */
  public static long[] nearest(double[] differences, Grid grid) {
    long most = grid.mostUnits();
    long[] units = new long[differences.length];
    for (int i = 0; i < units.length; i++) {
      double exact = Math.scalb(differences[i], grid.unitExponent());
      // A double under 2^62 that is a whole number is a long, without rounding.
      if (!(Math.abs(exact) < 0x1p62) || Math.abs((long) Math.rint(exact)) > most) {
        throw new IllegalArgumentException(
            "difference %d is %s, expected a finite number from %s to %s, the largest of the grid"
                .formatted(i, differences[i], -grid.maxAbsValue(), grid.maxAbsValue()));
      }
      units[i] = (long) Math.rint(exact);
    }
    return units;
  }

  /** The units as they travel. */
  public static byte[] write(long[] units) {
    ByteBuffer bytes = ByteBuffer.allocate(bytes(units.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(units);
    return bytes.array();
  }

  /**
   * The units that travelled.
   *
   * @param payload a multiple of 8 bytes; it keeps its position and limit
   */
  public static long[] read(ByteBuffer payload) {
    if (payload.remaining() % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "payload has %d bytes, expected a multiple of 8".formatted(payload.remaining()));
    }
    long[] units = new long[payload.remaining() / Long.BYTES];
    payload.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(units);
    return units;
  }
}
