package io.fedlog.coordinator.log;

import io.fedlog.learning.plan.PooledLoss;
import io.fedlog.schemas.StoreMetric;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
  private static final String METRIC = "loss";

  /** One version's loss over the stores that told, so far. */
  record Pooled(OptionalDouble loss, int stores) {}

  private final Map<String, TreeMap<Long, PooledLoss>> open = new HashMap<>();
  private final Map<String, Map<Long, Pooled>> settled = new HashMap<>();

  void add(StoreMetric metric) {
    if (!metric.getPhase().equals(PHASE) || !metric.getMetricName().equals(METRIC)) {
      return;
    }
    String type = metric.getModelType();
    long version = metric.getModelVersion();
    Map<Long, Pooled> done = settled.computeIfAbsent(type, t -> new HashMap<>());
    if (done.containsKey(version)) {
      return;
    }
    TreeMap<Long, PooledLoss> versions = open.computeIfAbsent(type, t -> new TreeMap<>());
    versions
        .computeIfAbsent(version, v -> new PooledLoss())
        .tell(metric.getStoreId(), metric.getMetricValue(), metric.getSamples());
    while (versions.size() > KEPT_APART) {
      Map.Entry<Long, PooledLoss> oldest = versions.pollFirstEntry();
      done.put(oldest.getKey(), pooled(oldest.getValue()));
    }
  }

  Pooled of(String modelType, long version) {
    Pooled done = settled.getOrDefault(modelType, Map.of()).get(version);
    if (done != null) {
      return done;
    }
    return Optional.ofNullable(open.get(modelType))
        .map(versions -> versions.get(version))
        .map(Evaluations::pooled)
        .orElse(new Pooled(OptionalDouble.empty(), 0));
  }

  private static Pooled pooled(PooledLoss loss) {
    return new Pooled(loss.loss(), loss.stores());
  }
}
