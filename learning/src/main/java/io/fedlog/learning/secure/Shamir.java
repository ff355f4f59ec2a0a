package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Shamir's secret sharing (1979) of 32 bytes: five limbs of up to 7 bytes, each the value at 0 of
 * its own random polynomial of degree threshold - 1 over the integers modulo 2^61 - 1. Any
 * threshold of shares give the secret, fewer say nothing at all of it. Nothing here notices a wrong
 * share; what was committed to elsewhere does.
 */
final class Shamir {
  /** Bytes of a secret. */
  static final int SECRET_BYTES = 32;

  /** Field elements of a share. */
  static final int LIMBS = 5;

  private static final int LIMB_BYTES = 7;

  private Shamir() {}

  /**
   * The shares of a secret, a row for each point.
   *
   * @param points distinct and at least 1
   * @param coefficients uniform elements of the field, never to be used again
   */
  static long[][] split(byte[] secret, int threshold, int[] points, LongSupplier coefficients) {
    if (threshold < 1 || threshold > points.length) {
      throw new IllegalArgumentException(
          "a threshold of %d for %d shares, expected 1 to %d"
              .formatted(threshold, points.length, points.length));
    }
    long[] limbs = limbs(secret);
    long[][] shares = new long[points.length][LIMBS];
    long[] polynomial = new long[threshold];
    for (int limb = 0; limb < LIMBS; limb++) {
      polynomial[0] = limbs[limb];
      for (int i = 1; i < threshold; i++) {
        polynomial[i] = coefficients.getAsLong();
      }
      for (int i = 0; i < points.length; i++) {
        shares[i][limb] = valueAt(points[i], polynomial);
      }
    }
    Arrays.fill(polynomial, 0);
    return shares;
  }

  /**
   * The secret from as many shares as its threshold, in any order.
   *
   * @param weights of the points that the shares are of ({@link #weights})
   * @throws RefusedException when no 32 bytes have such shares
   */
  static byte[] combine(long[] weights, long[][] shares) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < weights.length; i++) {
      for (int limb = 0; limb < LIMBS; limb++) {
        limbs[limb] = Field61.add(limbs[limb], Field61.multiply(weights[i], shares[i][limb]));
      }
    }
    return bytes(limbs);
  }

  /** What each point's share counts in the value at 0 (Lagrange). */
  static long[] weights(int[] points) {
    long[] weights = new long[points.length];
    for (int i = 0; i < points.length; i++) {
      long above = 1;
      long below = 1;
      for (int j = 0; j < points.length; j++) {
        if (j != i) {
          above = Field61.multiply(above, points[j]);
          below = Field61.multiply(below, Field61.subtract(points[j], points[i]));
        }
      }
      if (below == 0) {
        throw new IllegalArgumentException(
            "point %d comes twice, expected each once".formatted(points[i]));
      }
      weights[i] = Field61.multiply(above, Field61.inverse(below));
    }
    return weights;
  }

  private static long valueAt(long point, long[] polynomial) {
    long value = 0;
    for (int i = polynomial.length - 1; i >= 0; i--) {
      value = Field61.add(Field61.multiply(value, point), polynomial[i]);
    }
    return value;
  }

  private static long[] limbs(byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "a secret has %d bytes, expected %d".formatted(secret.length, SECRET_BYTES));
    }
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < SECRET_BYTES; i++) {
      limbs[i / LIMB_BYTES] |= (secret[i] & 0xFFL) << (Byte.SIZE * (i % LIMB_BYTES));
    }
    return limbs;
  }

  private static byte[] bytes(long[] limbs) {
    byte[] secret = new byte[SECRET_BYTES];
    for (int i = 0; i < SECRET_BYTES; i++) {
      secret[i] = (byte) (limbs[i / LIMB_BYTES] >>> (Byte.SIZE * (i % LIMB_BYTES)));
    }
    if (!Arrays.equals(limbs(secret), limbs)) {
      throw Refusal.because(
          Reason.BAD_DEALER, "shares do not give 32 bytes, so they are not of one secret");
    }
    return secret;
  }
}
