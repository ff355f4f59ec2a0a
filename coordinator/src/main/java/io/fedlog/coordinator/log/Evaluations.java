package io.fedlog.coordinator.log;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.StoreMetric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the stores say of each version on their own held-out rows. Only versions that a round has
 * made count, and of those the stores that its plan asks where it names any: an invented version
 * must not take a true one's place. Single stores are kept apart for the newest {@value
 * #KEPT_APART} versions of a type only, so that memory follows the stores and not stores times
 * rounds; what older versions got stands. Not thread-safe.
 */
final class Evaluations {

  static final int KEPT_APART = 4;

  private static final String PHASE = "evaluate";

  /** One metric of a version over the stores that told, so far. */
  record Pooled(OptionalDouble mean, int stores) {
    static final Pooled NONE = new Pooled(OptionalDouble.empty(), 0);
  }

  private final long mostSamples;
  private final MadeVersions made = new MadeVersions();
  private final EarlyFigures early = new EarlyFigures();
  private final Map<String, TreeMap<Long, VersionFigures>> open = new HashMap<>();
  private final Map<String, Map<Long, Map<String, Pooled>>> settled = new HashMap<>();

  /**
   * @param mostSamples rows that one store can count for
   */
  Evaluations(long mostSamples) {
    this.mostSamples = mostSamples;
  }

  void add(PlanRecord plan) {
    made.add(plan);
  }

  void add(RoundState state) {
    Long version = state.getModelVersion();
    if (version != null && made.add(state)) {
      early.take(state.getModelType(), version).forEach(this::count);
    }
  }

  void add(StoreMetric metric) {
    if (!metric.getPhase().equals(PHASE)) {
      return;
    }
    if (made.has(metric.getModelType(), metric.getModelVersion())) {
      count(metric);
    } else {
      early.add(metric);
    }
  }

  private void count(StoreMetric metric) {
    if (!made.mayTell(metric)) {
      return;
    }
    String type = metric.getModelType();
    long version = metric.getModelVersion();
    Map<Long, Map<String, Pooled>> done = settled.computeIfAbsent(type, t -> new HashMap<>());
    if (done.containsKey(version)) {
      return;
    }
    TreeMap<Long, VersionFigures> versions = open.computeIfAbsent(type, t -> new TreeMap<>());
    versions.computeIfAbsent(version, v -> new VersionFigures(mostSamples)).add(metric);
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
    VersionFigures figures = open.getOrDefault(modelType, new TreeMap<>()).get(version);
    return figures == null ? Pooled.NONE : figures.of(metric);
  }

  /** The names of what was told of a version, sorted. */
  List<String> told(String modelType, long version) {
    Map<String, Pooled> done = settled.getOrDefault(modelType, Map.of()).get(version);
    VersionFigures figures = open.getOrDefault(modelType, new TreeMap<>()).get(version);
    Map<String, Pooled> all = done != null ? done : figures == null ? Map.of() : figures.summary();
    return all.keySet().stream().sorted().toList();
  }
}
