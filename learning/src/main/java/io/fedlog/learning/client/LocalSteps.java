package io.fedlog.learning.client;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * FedNova (Wang et al., "Tackling the Objective Inconsistency Problem in Heterogeneous Federated
 * Optimization", NeurIPS 2020): whoever takes more steps would pull the model towards its own
 * optimum. So a store uploads its change by step, and the next version goes as many steps in the
 * mean direction as the stores took in the mean. For plain gradient steps, whose norm is their
 * number.
 *
 * <p>An instance adds up the steps of a cohort, exactly and in any order. Not thread-safe.
 */
public final class LocalSteps {
  /** The metric in which a seal states how many steps its store took. */
  public static final String METRIC = "local_steps";

  /** The most steps that a seal may state: more would throw the next version anywhere. */
  public static final long MOST = 1_000_000;

  private BigInteger weighted = BigInteger.ZERO;

  /** Why a seal with these metrics cannot count; null when it states its steps. */
  public static @Nullable String fault(Map<String, Double> metrics) {
    Double steps = metrics.get(METRIC);
    return steps != null && isSteps(steps)
        ? null
        : "expected the metric %s, a whole number from 1 to %d, came %s"
            .formatted(METRIC, MOST, steps == null ? "none" : steps.toString());
  }

  /** What a store uploads: {@code base + (trained - base) / steps}. */
  public static double[] normalised(double[] base, double[] trained, long steps) {
    if (trained.length != base.length) {
      throw new IllegalArgumentException(
          "trained has %d numbers, expected the base's %d".formatted(trained.length, base.length));
    }
    require(steps);
    double[] update = new double[base.length];
    for (int i = 0; i < update.length; i++) {
      update[i] = base[i] + (trained[i] - base[i]) / steps;
    }
    return update;
  }

  /** Adds an update, whose metrics have no {@link #fault}. */
  public void add(Map<String, Double> metrics, long weight) {
    double steps = metrics.getOrDefault(METRIC, 0.0);
    if (!isSteps(steps)) {
      throw new IllegalArgumentException(fault(metrics));
    }
    weighted = weighted.add(BigInteger.valueOf((long) steps).multiply(BigInteger.valueOf(weight)));
  }

  /**
   * The mean by weight of the steps that were added, rounded once.
   *
   * @param totalWeight of all that were added
   */
  public double mean(long totalWeight) {
    return new BigDecimal(weighted)
        .divide(BigDecimal.valueOf(totalWeight), MathContext.DECIMAL128)
        .doubleValue();
  }

  static void require(long steps) {
    if (!isSteps(steps)) {
      throw new IllegalArgumentException(
          "steps are " + steps + ", expected 1 to " + MOST + "; ask for fewer epochs");
    }
  }

  private static boolean isSteps(double steps) {
    return steps >= 1 && steps <= MOST && steps == Math.rint(steps);
  }
}
