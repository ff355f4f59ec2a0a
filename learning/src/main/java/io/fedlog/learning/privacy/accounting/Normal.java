package io.fedlog.learning.privacy.accounting;

/**
 * Tails of the standard normal distribution, to about 14 digits of their own size however small
 * they are. (Abramowitz and Stegun 1964: 26.2.11 for small arguments, the continued fraction
 * 26.2.14 for large ones.)
 */
final class Normal {
  private static final double SQRT_2_PI = StrictMath.sqrt(2 * StrictMath.PI);
  private static final double LOG_SQRT_2_PI = StrictMath.log(SQRT_2_PI);

  /** From here the continued fraction is both quick and exact. */
  private static final double FAR = 2.5;

  private Normal() {}

  static double density(double x) {
    return StrictMath.exp(-0.5 * x * x) / SQRT_2_PI;
  }

  /** The probability of a value above {@code x}. */
  static double upperTail(double x) {
    if (x < 0) {
      return 1 - upperTail(-x);
    }
    return x < FAR ? 0.5 - density(x) * series(x) : density(x) * fraction(x);
  }

  /** The logarithm of {@link #upperTail}, also where that is below the smallest double. */
  static double logUpperTail(double x) {
    return x < FAR
        ? StrictMath.log(upperTail(x))
        : StrictMath.log(fraction(x)) - 0.5 * x * x - LOG_SQRT_2_PI;
  }

  /**
   * The tail over the density, Mills' ratio.
   *
   * @param x 0 or more
   */
  static double mills(double x) {
    return x < FAR ? 0.5 / density(x) - series(x) : fraction(x);
  }

  /** x + x^3 / 3 + x^5 / 15 + ...: the probability of 0 to x, over the density at x. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 3; term > 1e-17 * sum; n += 2) {
      term *= x * x / n;
      sum += term;
    }
    return sum;
  }

  /** 1 / (x + 1 / (x + 2 / (x + 3 / ...))), from far enough inside. */
  private static double fraction(double x) {
    int depth = 8 + (int) (600 / (x * x));
    double inner = x;
    for (int n = depth; n >= 1; n--) {
      inner = x + n / inner;
    }
    return 1 / inner;
  }
}
