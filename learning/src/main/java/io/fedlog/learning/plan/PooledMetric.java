package io.fedlog.learning.plan;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One metric of one version over the stores' held-out rows: {@code sum(value * samples) /
 * sum(samples)}. For a loss that is the loss over all rows; for figures that are no means over rows
 * (auc, say) it is the stores' mean, weighted by rows, and not the figure of all rows together. A
 * store that tells twice counts once, with what it told last. Values that are not finite and counts
 * below 1 are left out: a broken store must not decide for the others. Sums run in the order of
 * store ids, so the order of arrival cannot matter. Not thread-safe.
 */
public final class PooledMetric {

  private record Told(double value, long samples) {}

  private final Map<String, Told> byStore = new TreeMap<>();

  /** Takes in what one store measured: a figure over {@code samples} rows. */
  public void tell(String storeId, double value, long samples) {
    if (Double.isFinite(value) && samples > 0) {
      byStore.put(storeId, new Told(value, samples));
    }
  }

  /** How many stores told. */
  public int stores() {
    return byStore.size();
  }

  /** The pooled figure; empty as long as nobody told. */
  public OptionalDouble mean() {
    if (byStore.isEmpty()) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    double rows = 0;
    for (Told told : byStore.values()) {
      sum += told.value() * told.samples();
      rows += told.samples();
    }
    return OptionalDouble.of(sum / rows);
  }
}
