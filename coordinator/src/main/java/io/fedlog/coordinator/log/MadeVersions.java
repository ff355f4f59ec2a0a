package io.fedlog.coordinator.log;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.StoreMetric;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which versions rounds have made, and which stores their plans name: figures of others are
 * nobody's to tell. Not thread-safe.
 */
final class MadeVersions {

  /** Of a round outside plans, which names no stores. */
  private static final String NO_PLAN = "";

  private final Map<String, Map<Long, String>> planByVersion = new HashMap<>();
  private final Map<String, Set<String>> storesByPlan = new HashMap<>();

  void add(PlanRecord plan) {
    storesByPlan.computeIfAbsent(plan.getPlanId(), planId -> Set.copyOf(plan.getTargetStores()));
  }

  /** Takes in how a round stands; true when it made a version that was not known. */
  boolean add(RoundState state) {
    Long version = state.getModelVersion();
    String planId = state.getPlanId();
    return version != null
        && planByVersion
                .computeIfAbsent(state.getModelType(), type -> new HashMap<>())
                .putIfAbsent(version, planId == null ? NO_PLAN : planId)
            == null;
  }

  boolean has(String modelType, long version) {
    return planByVersion.getOrDefault(modelType, Map.of()).containsKey(version);
  }

  /** Whether the store is one that the version's plan asks, as far as that names any. */
  boolean mayTell(StoreMetric metric) {
    String planId =
        planByVersion
            .getOrDefault(metric.getModelType(), Map.of())
            .getOrDefault(metric.getModelVersion(), NO_PLAN);
    Set<String> named = storesByPlan.getOrDefault(planId, Set.of());
    return named.isEmpty() || named.contains(metric.getStoreId());
  }
}
