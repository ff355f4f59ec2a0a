package io.fedlog.agent;

import io.fedlog.schemas.StoreMetric;
import java.time.InstantSource;
import java.util.Map;
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

  /** One record a metric. */
  void publish(
      String phase,
      Map<String, Double> metrics,
      long samples,
      AgentOutbox outbox,
      InstantSource clock) {
    metrics.forEach(
        (name, value) ->
            outbox.send(
                StoreMetric.newBuilder()
                    .setStoreId(storeId)
                    .setModelType(modelType)
                    .setRoundId(roundId)
                    .setPlanId(planId)
                    .setModelVersion(version)
                    .setPhase(phase)
                    .setMetricName(name)
                    .setMetricValue(value)
                    .setSamples(samples)
                    .setMeasuredAt(clock.instant())
                    .build()));
  }
}
