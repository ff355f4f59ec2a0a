package io.fedlog.learning.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One metric of one version over the stores' held-out rows: {@code sum(value * samples) /
 * sum(samples)}. For a loss that is the loss over all rows; for figures that are no means over rows
 * (auc, say) it is the stores' mean, weighted by rows, and not the figure of all rows together. A
 * store that tells twice counts once, with what it told last.
 *
 * <p>Values that are not finite and counts below 1 are left out, and nobody counts for more rows
 * than an installation allows. A mean still follows every finite value: one store that lies about
 * its figure moves it as far as it likes. Sums are exact, so neither the order of arrival nor the
 * size of a value can change what the others count for. Not thread-safe.
 */
public final class PooledMetric {

  private record Told(BigDecimal weighed, BigDecimal samples) {}

  private final long mostSamples;
  private final Map<String, Told> byStore = new HashMap<>();
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal rows = BigDecimal.ZERO;

  /**
   * @param mostSamples rows that one store can count for, at least 1
   */
  public PooledMetric(long mostSamples) {
    this.mostSamples = mostSamples;
  }

  /** Takes in what one store measured: a figure over {@code samples} rows. */
  public void tell(String storeId, double value, long samples) {
    if (!Double.isFinite(value) || samples <= 0) {
      return;
    }
    BigDecimal counted = BigDecimal.valueOf(Math.min(samples, mostSamples));
    Told told = new Told(new BigDecimal(value).multiply(counted), counted);
    Told before = byStore.put(storeId, told);
    sum = sum.add(told.weighed());
    rows = rows.add(told.samples());
    if (before != null) {
      sum = sum.subtract(before.weighed());
      rows = rows.subtract(before.samples());
    }
  }

  /** How many stores told. */
  public int stores() {
    return byStore.size();
  }

  /** The pooled figure; empty as long as nobody told. */
  public OptionalDouble mean() {
    return byStore.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum.divide(rows, MathContext.DECIMAL128).doubleValue());
  }
}
