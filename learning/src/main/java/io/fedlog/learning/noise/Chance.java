package io.fedlog.learning.noise;

/**
 * Where samplers get their chance from. Each draw and event is independent of all others.
 *
 * <p>Events of probability exp(-x) are decided by comparing integers (Canonne, Kamath, Steinke
 * 2020, algorithm 1; the idea is von Neumann's of 1951): trial n = 1, 2, ... succeeds with
 * probability x / n, and the number of successes before the first failure is even with probability
 * 1 - x + x^2/2! - x^3/3! + ... = exp(-x). A trial of probability x / n is one of x after one of 1
 * / n, so that no number grows with n. The first m trials succeed with probability x^m / m!, which
 * is at most 1 / m!.
 */
@FunctionalInterface
interface Chance {
  /**
   * An integer, each of 0 to {@code bound - 1} with the same probability.
   *
   * @param bound from 1 to 2^61; not checked, since samplers ask millions of times
   */
  long below(long bound);

  /**
   * True with probability exp(-a / b).
   *
   * @param a from 0 to b
   * @param b from 1 to 2^61
   */
  default boolean expMinus(long a, long b) {
    long trial = 1;
    while (isFirstOf(trial) && below(b) < a) {
      trial++;
    }
    return trial % 2 == 1;
  }

  /**
   * True with probability exp(-x (2k + x) / (2k + 2)) for x = a / b (Karney 2016, algorithm B, in
   * fractions).
   *
   * @param k from 0 to 2^59
   * @param a from 0 to b
   * @param b from 1 to 2^61
   */
  default boolean expMinusStep(long k, long a, long b) {
    long trial = 1;
    while (isFirstOf(trial) && below(b) < a && isWithinStep(k, a, b)) {
      trial++;
    }
    return trial % 2 == 1;
  }

  /** True with probability 1 / cases. */
  private boolean isFirstOf(long cases) {
    return cases == 1 || below(cases) == 0;
  }

  /** True with probability (2k + x) / (2k + 2): 2k cases of 2k + 2, and a part x of another. */
  private boolean isWithinStep(long k, long a, long b) {
    long drawn = below(2 * k + 2);
    return drawn < 2 * k || drawn == 2 * k && below(b) < a;
  }
}
