package io.fedlog.learning.privacy.accounting;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Adds up Renyi divergences, order by order (Mironov 2017), and converts the best of them. It is
 * quick whatever the number of releases; privacy loss distributions are tighter.
 */
public final class RdpAccountant implements PrivacyAccountant {
  private static final double[] ORDERS =
      Stream.of(
              IntStream.range(1, 10).mapToDouble(i -> 1 + i / 100.0),
              IntStream.range(1, 100).mapToDouble(i -> 1 + i / 10.0),
              IntStream.range(11, 64).asDoubleStream(),
              IntStream.range(0, 60).mapToDouble(i -> Math.rint(64 * StrictMath.pow(1.1, i))))
          .flatMapToDouble(orders -> orders)
          .toArray();

  private final double[] orders;
  private final double[] divergences;

  private RdpAccountant(double[] orders, Release... releases) {
    this.orders = orders;
    this.divergences = new double[orders.length];
    for (int i = 0; i < orders.length; i++) {
      for (Release release : releases) {
        divergences[i] += release.times() * release.mechanism().renyi(orders[i]);
      }
    }
  }

  /** Over some 220 orders from 1.01 to 17,700, dense where the best order usually lies. */
  public static RdpAccountant of(Release... releases) {
    return new RdpAccountant(ORDERS, releases);
  }

  /**
   * Over orders of one's own.
   *
   * @param orders above 1, finite
   */
  public static RdpAccountant over(double[] orders, Release... releases) {
    for (double order : orders) {
      if (!(order > 1 && order < Double.POSITIVE_INFINITY)) {
        throw Ranges.refused("order", order, "a finite number above 1");
      }
    }
    return new RdpAccountant(Arrays.copyOf(orders, orders.length), releases);
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < orders.length; i++) {
      if (RenyiConversion.totalVariation(divergences[i]) <= delta) {
        return 0;
      }
      least = Math.min(least, RenyiConversion.epsilon(orders[i], divergences[i], delta));
    }
    return Math.max(0, least);
  }

  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    double least = 1;
    for (int i = 0; i < orders.length; i++) {
      double log = RenyiConversion.logDelta(orders[i], divergences[i], epsilon);
      least = Math.min(least, StrictMath.exp(log));
      least = Math.min(least, RenyiConversion.totalVariation(divergences[i]));
    }
    return least;
  }
}
