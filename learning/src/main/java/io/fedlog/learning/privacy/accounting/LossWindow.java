package io.fedlog.learning.privacy.accounting;

import java.util.List;

/**
 * Where the sum of independent privacy losses lies but for a stated probability at either end, by
 * Chernoff's bound: {@code P(S >= b) <= E[e^(t S)] / e^(t b)} for every t > 0.
 *
 * @param low the least sum
 * @param high the greatest
 */
record LossWindow(double low, double high) {
  private static final double SMALLEST_T = 1e-9;
  private static final double LARGEST_T = 1e9;
  private static final double RATIO = StrictMath.sqrt(2);

  /**
   * @param times how often each loss is in the sum
   * @param tail the probability that may lie beyond either end
   */
  static LossWindow of(List<PrivacyLoss> losses, int[] times, double tail) {
    double logTail = StrictMath.log(tail);
    double low = 0;
    double high = 0;
    for (int i = 0; i < times.length; i++) {
      PrivacyLoss loss = losses.get(i);
      low += times[i] * (loss.lowest * loss.step);
      high += times[i] * ((loss.lowest + loss.mass.length - 1) * loss.step);
    }
    for (double t = SMALLEST_T; t < LARGEST_T; t *= RATIO) {
      double logUp = -logTail;
      double logDown = -logTail;
      for (int i = 0; i < times.length; i++) {
        logUp += times[i] * logMoment(losses.get(i), t, 1);
        logDown += times[i] * logMoment(losses.get(i), t, -1);
      }
      high = Math.min(high, logUp / t);
      low = Math.max(low, -logDown / t);
    }
    return new LossWindow(Math.min(low, high), high);
  }

  double span() {
    return high - low;
  }

  /**
   * The logarithm of the mean of {@code e^(sign t loss)}, begun at the small terms; infinite, which
   * bounds nothing, where all terms are below the smallest double.
   */
  private static double logMoment(PrivacyLoss loss, double t, int sign) {
    double decay = StrictMath.exp(-t * loss.step);
    int count = loss.mass.length;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum = sum * decay + loss.mass[sign > 0 ? i : count - 1 - i];
    }
    if (sum == 0) {
      return Double.POSITIVE_INFINITY;
    }
    long end = sign > 0 ? loss.lowest + count - 1 : loss.lowest;
    return StrictMath.log(sum) + sign * t * (end * loss.step);
  }
}
