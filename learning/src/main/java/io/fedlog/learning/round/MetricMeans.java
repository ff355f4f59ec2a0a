package io.fedlog.learning.round;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Means of a cohort's metrics, weighted by rows; exact until the one division, in any order. */
final class MetricMeans {
  private final Map<String, Sum> sums = new TreeMap<>();

  void add(RoundEvent.Sealed seal) {
    if (seal.trainingSamples() > 0) {
      BigDecimal rows = BigDecimal.valueOf(seal.trainingSamples());
      seal.metrics()
          .forEach(
              (name, value) -> {
                if (Double.isFinite(value)) {
                  sums.computeIfAbsent(name, n -> new Sum()).add(new BigDecimal(value), rows);
                }
              });
    }
  }

  /** By name; of more than {@link Bounds#METRICS} names those that most stores report. */
  Map<String, Double> means() {
    Map<String, Double> means = new TreeMap<>();
    sums.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Sum> sum) -> -sum.getValue().stores)
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(Bounds.METRICS)
        .forEach(sum -> means.put(sum.getKey(), sum.getValue().mean()));
    return means;
  }

  private static final class Sum {
    private BigDecimal weighted = BigDecimal.ZERO;
    // not a long: a store may say that it has 2^62 rows
    private BigDecimal rows = BigDecimal.ZERO;
    private long stores;

    void add(BigDecimal value, BigDecimal ofRows) {
      weighted = weighted.add(value.multiply(ofRows));
      rows = rows.add(ofRows);
      stores++;
    }

    double mean() {
      return weighted.divide(rows, MathContext.DECIMAL128).doubleValue();
    }
  }
}
