package io.fedlog.learning.noise;

import java.math.BigInteger;

/**
 * The width of a noise in units of the grid: a fraction in lowest terms, so that samplers compare
 * integers only.
 *
 * <p>Numerator and denominator go up to 2^56, hence scales from 2^-56 to 2^56. Samplers multiply
 * the numerator by a small random integer, which would have to reach 127 to overflow: for Laplace
 * noise with probability under 2^-183, for Gaussian noise under 2^-11000.
 *
 * @param numerator from 1 to 2^56
 * @param denominator from 1 to 2^56
 */
public record Scale(long numerator, long denominator) {
  private static final long MOST = 1L << 56;

  public Scale {
    require(numerator, "numerator");
    require(denominator, "denominator");
    long divisor =
        BigInteger.valueOf(numerator).gcd(BigInteger.valueOf(denominator)).longValueExact();
    numerator /= divisor;
    denominator /= divisor;
  }

  /**
   * A whole number of units.
   *
   * @param units from 1 to 2^56
   */
  public static Scale of(long units) {
    return new Scale(units, 1);
  }

  /**
   * The fraction that a double is, without rounding. Every double from 2^-4 to 2^56 is one, and of
   * smaller ones those with few digits.
   *
   * @throws IllegalArgumentException when there is no such fraction
   */
  public static Scale exactly(double units) {
    double numerator = units;
    long denominator = 1;
    while (numerator != Math.rint(numerator) && denominator < MOST) {
      numerator *= 2; // exact, as is every power of two
      denominator *= 2;
    }
    if (!(numerator >= 1 && numerator <= MOST && numerator == Math.rint(numerator))) {
      throw new IllegalArgumentException(
          "scale is "
              + units
              + " units; expected a fraction of integers up to 2^56, as every number from 1/16 to"
              + " 2^56 is");
    }
    return new Scale((long) numerator, denominator);
  }

  @Override
  public String toString() {
    return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
  }

  private static void require(long value, String field) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(
          "scale's " + field + " is " + value + "; expected 1 to " + MOST + " (2^56)");
    }
  }
}
