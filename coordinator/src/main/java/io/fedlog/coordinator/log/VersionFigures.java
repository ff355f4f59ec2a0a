package io.fedlog.coordinator.log;

import io.fedlog.coordinator.log.Evaluations.Pooled;
import io.fedlog.learning.plan.PooledMetric;
import io.fedlog.schemas.StoreMetric;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stores found of one version, by metric. A store may call its figures what it likes; names
 * without end must neither fill the memory nor crowd out what others tell. Not thread-safe.
 */
final class VersionFigures {

  /** Names that are heard from one store, and that are kept of a version in the end. */
  static final int MOST_NAMES = 32;

  private final long mostSamples;
  private final Map<String, PooledMetric> metrics = new HashMap<>();
  private final Map<String, Set<String>> namesByStore = new HashMap<>();

  /**
   * @param mostSamples rows that one store can count for
   */
  VersionFigures(long mostSamples) {
    this.mostSamples = mostSamples;
  }

  void add(StoreMetric figure) {
    String name = figure.getMetricName();
    Set<String> names = namesByStore.computeIfAbsent(figure.getStoreId(), store -> new HashSet<>());
    if (names.size() < MOST_NAMES || names.contains(name)) {
      names.add(name);
      metrics
          .computeIfAbsent(name, n -> new PooledMetric(mostSamples))
          .tell(figure.getStoreId(), figure.getMetricValue(), figure.getSamples());
    }
  }

  Pooled of(String name) {
    PooledMetric metric = metrics.get(name);
    return metric == null ? Pooled.NONE : pooled(metric);
  }

  /** The metrics that most stores told. */
  Map<String, Pooled> summary() {
    return metrics.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, PooledMetric> e) -> -e.getValue().stores())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_NAMES)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> pooled(entry.getValue())));
  }

  private static Pooled pooled(PooledMetric metric) {
    return new Pooled(metric.mean(), metric.stores());
  }
}
