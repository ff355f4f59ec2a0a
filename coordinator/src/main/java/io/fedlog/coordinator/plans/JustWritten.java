package io.fedlog.coordinator.plans;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Ids of what was written for each plan, which the log may not show yet. For one thread. */
final class JustWritten {

  private final Map<String, Set<String>> idsByPlan = new HashMap<>();

  void add(String planId, String id) {
    idsByPlan.computeIfAbsent(planId, plan -> new HashSet<>()).add(id);
  }

  boolean contains(String planId, String id) {
    return idsByPlan.getOrDefault(planId, Set.of()).contains(id);
  }

  boolean any(String planId, Predicate<String> which) {
    return idsByPlan.getOrDefault(planId, Set.of()).stream().anyMatch(which);
  }

  /** Forgets the plans that are not among these. */
  void keepOnly(Set<String> planIds) {
    idsByPlan.keySet().retainAll(planIds);
  }
}
