package io.fedlog.standalone.metrics;

import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.StoreMetric;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Made-up facts: two rounds of a plan, one written again, a failed one, and one in windows. */
final class Facts {
  static final Instant START = Instant.parse("2026-11-20T08:30:00.123Z");

  private Facts() {}

  /** Loaded as if they lay on the log. */
  static FactBase loaded() {
    FactBase base = FactBase.open();
    FactSource.ROUNDS.add(round("sales-0001", 1, 0.5, 2), 0, 0, 1_000, base);
    FactSource.ROUNDS.add(round("sales-0002", 2, 0.25, 2), 0, 1, 2_000, base);
    FactSource.ROUNDS.add(round("sales-0002", 2, 0.25, 3), 0, 2, 3_000, base); // one came late
    FactSource.ROUNDS.add(failed("sales-0003"), 1, 0, 4_000, base);
    FactSource.STORES.add(metric("north", "evaluate", "rmse", 4.5, 0), 0, 0, 1_000, base);
    FactSource.STORES.add(metric("north", "evaluate", "rmse", 4.0, 0), 0, 1, 1_001, base); // again
    FactSource.STORES.add(metric("market", "evaluate", "rmse", 6.0, 0), 1, 0, 1_002, base);
    FactSource.STORES.add(metric("north", "aggregate", "staleness", 0, 1), 0, 2, 1_003, base);
    FactSource.STORES.add(metric("market", "aggregate", "staleness", 1, 1), 1, 1, 1_004, base);
    FactSource.STORES.add(metric("market", "aggregate", "weight", 0.25, 1), 1, 2, 1_005, base);
    FactSource.PRIVACY.add(new PrivacyRecord(account()), 0, 0, 1_000, base);
    FactSource.PRIVACY.add(new PrivacyRecord(charge()), 0, 1, 1_001, base);
    base.loaded();
    return base;
  }

  static RoundMetrics round(String id, int number, double loss, long received) {
    return draft(id, number)
        .setStatus("completed")
        .setAggregatedStores(2)
        .setModelVersion(number + 1L)
        .setModelBytes(28)
        .setCollectingMs(2_000L)
        .setAggregationMs(150L)
        .setAttemptsReceived(received)
        .setAttemptsAggregated(2)
        .setAttemptsLate(received - 2)
        .setBytesReceived(28 * received)
        .setTrainingMetrics(Map.of("loss", loss, "rmse", 4 * loss))
        .setTrainingLoss(loss)
        .setTrainingSamples(460L)
        .build();
  }

  private static RoundMetrics failed(String id) {
    return draft(id, 3)
        .setStatus("failed")
        .setReason("deadline passed: 1 of 2, \"market\" is missing,\nand north came twice")
        .setAggregatedStores(0)
        .setModelBytes(0)
        .setAttemptsReceived(3)
        .setAttemptsUnusedFailed(1)
        .setAttemptsRejected(2)
        .setAttemptsRejectedByReason(Map.of("bad_weight", 1L, "wrong_base", 1L))
        .build();
  }

  private static RoundMetrics.Builder draft(String id, int number) {
    return RoundMetrics.newBuilder()
        .setAttemptsReceived(0)
        .setAttemptsAggregated(0)
        .setAttemptsDuplicate(0)
        .setAttemptsLate(0)
        .setAttemptsIncomplete(0)
        .setAttemptsUnusedNotSelected(0)
        .setAttemptsUnusedFailed(0)
        .setAttemptsUnusedCancelled(0)
        .setAttemptsRejected(0)
        .setChunksReceived(0)
        .setChunksAggregated(0)
        .setChunksDuplicate(0)
        .setChunksLate(0)
        .setChunksIncomplete(0)
        .setChunksUnused(0)
        .setChunksRejected(0)
        .setBytesReceived(0)
        .setBytesAggregated(0)
        .setBytesDuplicate(0)
        .setBytesLate(0)
        .setBytesIncomplete(0)
        .setBytesUnused(0)
        .setBytesRejected(0)
        .setRoundId(id)
        .setModelType("sales_forecast")
        .setPlanId("sales")
        .setRoundNumber(number)
        .setMethod("weighted")
        .setBaseVersion((long) number)
        .setTargetedStores(2)
        .setParticipatingStores(2)
        .setCompletedStores(2)
        .setCreatedAt(START.plusSeconds(60L * number))
        .setEndedAt(START.plusSeconds(60L * number + 3));
  }

  static StoreMetric metric(String store, String phase, String name, double value, int window) {
    return StoreMetric.newBuilder()
        .setStoreId(store)
        .setModelType("sales_forecast")
        .setRoundId("sales-0002")
        .setPlanId("sales")
        .setModelVersion(3)
        .setWindowNumber(window)
        .setPhase(phase)
        .setMetricName(name)
        .setMetricValue(value)
        .setSamples(230)
        .setMeasuredAt(START.plusSeconds(125))
        .build();
  }

  static PrivacyAccount account() {
    return PrivacyAccount.newBuilder()
        .setModelType("sales_forecast")
        .setBudget(new PrivacyBudget(4.0, 1e-5))
        .setEpsilon(0.5)
        .setSetBy("ann")
        .setAt(START)
        .build();
  }

  static PrivacyCharge charge() {
    return new PrivacyCharge(
        "sales_forecast",
        "sales-0002",
        3L,
        0,
        1,
        PrivacyMode.CENTRAL,
        Noise.GAUSSIAN,
        0.5,
        2.0,
        0L,
        0L,
        31_250_000_000L,
        0.5,
        1e-5,
        List.of("market", "north"),
        START);
  }
}
