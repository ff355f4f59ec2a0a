package io.fedlog.learning.secure;

/**
 * Arithmetic modulo the Mersenne prime 2^61 - 1. Elements are longs in [0, 2^61 - 1). Without
 * branches on values, so that the time taken says nothing of them.
 */
final class Field61 {
  static final int BITS = 61;
  static final long PRIME = (1L << BITS) - 1;

  private Field61() {}

  static long add(long a, long b) {
    return reduceOnce(a + b);
  }

  static long subtract(long a, long b) {
    return reduceOnce(a + PRIME - b);
  }

  /** The 122-bit product folded at bit 61, since 2^61 is 1. */
  static long multiply(long a, long b) {
    long low = a * b;
    long high = Math.multiplyHigh(a, b);
    return reduceOnce((high << (Long.SIZE - BITS) | low >>> BITS) + (low & PRIME));
  }

  /** By Fermat's little theorem; of 0 it is 0. */
  static long inverse(long a) {
    // PRIME - 2 is 59 ones, a zero and a one in binary.
    long power = a;
    for (int bit = BITS - 2; bit >= 0; bit--) {
      power = multiply(power, power);
      if (bit != 1) {
        power = multiply(power, a);
      }
    }
    return power;
  }

  /** Takes PRIME off once where that leaves nothing negative; for values below 2 * PRIME. */
  private static long reduceOnce(long value) {
    long less = value - PRIME;
    return less + (less >> (Long.SIZE - 1) & PRIME);
  }
}
