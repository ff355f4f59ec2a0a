package io.fedlog.coordinator.log;

import io.fedlog.schemas.StoreMetric;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the stores say of each version on their own held-out rows. Single stores are kept apart for
 * the newest {@value #KEPT_APART} versions of a type only, so that memory follows the stores and
 * not stores times rounds; what older versions got stands. Not thread-safe.
 */
final class Evaluations {

  static final int KEPT_APART = 4;

  private static final String PHASE = "evaluate";

  /** One metric of a version over the stores that told, so far. */
  record Pooled(OptionalDouble mean, int stores) {
    static final Pooled NONE = new Pooled(OptionalDouble.empty(), 0);
  }

  private final Map<String, TreeMap<Long, VersionFigures>> open = new HashMap<>();
  private final Map<String, Map<Long, Map<String, Pooled>>> settled = new HashMap<>();

  void add(StoreMetric metric) {
    if (!metric.getPhase().equals(PHASE)) {
      return;
    }
    String type = metric.getModelType();
    long version = metric.getModelVersion();
    Map<Long, Map<String, Pooled>> done = settled.computeIfAbsent(type, t -> new HashMap<>());
    if (done.containsKey(version)) {
      return;
    }
    TreeMap<Long, VersionFigures> versions = open.computeIfAbsent(type, t -> new TreeMap<>());
    versions.computeIfAbsent(version, v -> new VersionFigures()).add(metric);
    while (versions.size() > KEPT_APART) {
      Map.Entry<Long, VersionFigures> oldest = versions.pollFirstEntry();
      done.put(oldest.getKey(), oldest.getValue().summary());
    }
  }

  Pooled of(String modelType, long version, String metric) {
    Map<String, Pooled> done = settled.getOrDefault(modelType, Map.of()).get(version);
    if (done != null) {
      return done.getOrDefault(metric, Pooled.NONE);
    }
    TreeMap<Long, VersionFigures> versions = open.get(modelType);
    VersionFigures figures = versions == null ? null : versions.get(version);
    return figures == null ? Pooled.NONE : figures.of(metric);
  }
}
