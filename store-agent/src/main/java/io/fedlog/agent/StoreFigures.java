package io.fedlog.agent;

import io.fedlog.schemas.StoreMetric;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what one store measured of one version.
 *
 * @param storeId the store
 * @param modelType the version's type
 * @param roundId the round in which it was measured (train) or that made it (evaluate)
 * @param planId the round's plan, when it is known
 * @param version the version measured, or the one that training started from; 0 without one
 */
record StoreFigures(
    String storeId, String modelType, String roundId, @Nullable String planId, long version) {

  /**
   * One record a metric; completes with whether the log took them all.
   *
   * @param samples over how many rows; 1 where that is not told
   */
  CompletableFuture<Boolean> publish(
      String phase,
      Map<String, Double> metrics,
      long samples,
      AgentOutbox outbox,
      InstantSource clock) {
    CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(true);
    for (Map.Entry<String, Double> metric : metrics.entrySet()) {
      taken =
          taken.thenCombine(
              outbox.send(
                  StoreMetric.newBuilder()
                      .setStoreId(storeId)
                      .setModelType(modelType)
                      .setRoundId(roundId)
                      .setPlanId(planId)
                      .setModelVersion(version)
                      .setPhase(phase)
                      .setMetricName(metric.getKey())
                      .setMetricValue(metric.getValue())
                      .setSamples(samples)
                      .setMeasuredAt(clock.instant())
                      .build()),
              Boolean::logicalAnd);
    }
    return taken;
  }
}
