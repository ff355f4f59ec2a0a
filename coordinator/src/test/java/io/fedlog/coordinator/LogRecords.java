package io.fedlog.coordinator;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StoreMetric;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as the log would have them, for tests. */
public final class LogRecords {

  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  public static final String TYPE = "sales_forecast";

  private LogRecords() {}

  public static PlanRecord.Builder plan(String planId, int rounds, int patience) {
    return PlanRecord.newBuilder()
        .setPlanId(planId)
        .setModelType(TYPE)
        .setTargetStores(List.of("a", "b", "c"))
        .setMaxRounds(rounds)
        .setPatience(patience)
        .setMinImprovement(0.01)
        .setMinStores(2)
        .setThreshold("0.8")
        .setJoinWindowMs(1000)
        .setDeadlineMs(60_000)
        .setTrainingConfig(Map.of("target", "y"))
        .setCreatedAt(NOON)
        .setCreatedBy("test");
  }

  public static RoundRecord definition(String roundId) {
    return new RoundRecord(
        RoundDefinition.newBuilder()
            .setRoundId(roundId)
            .setModelType(TYPE)
            .setMethod("fedavg")
            .setEncoding(Encoding.FLOAT32)
            .setParameterCount(1)
            .setUpdateBytes(4)
            .setChunkBytes(65_536)
            .setChunkCount(1)
            .setGrid(new Grid(40, 1024.0, 0, 1L, 3, 1))
            .setUpdatesTopic("fl.updates." + roundId)
            .setMinStores(2)
            .setThreshold("0.8")
            .setJoinWindowMs(1000)
            .setDeadlineMs(60_000)
            .setCreatedAt(NOON)
            .setCreatedBy("test")
            .build());
  }

  public static RoundState.Builder state(String roundId, RoundStatus status) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType(TYPE)
        .setStatus(status)
        .setCreatedAt(NOON)
        .setDeadlineAt(NOON.plusSeconds(60))
        .setLogOffset(1);
  }

  public static RoundState completed(String roundId, long version, int cohort) {
    return state(roundId, RoundStatus.COMPLETED)
        .setModelVersion(version)
        .setModelSha256("%064x".formatted(version))
        .setCohortSize(cohort)
        .setEndedAt(NOON)
        .build();
  }

  public static RoundState failed(String roundId, String reason) {
    return state(roundId, RoundStatus.FAILED).setReason(reason).setEndedAt(NOON).build();
  }

  public static StoreMetric loss(String storeId, long version, double value, long samples) {
    return StoreMetric.newBuilder()
        .setStoreId(storeId)
        .setModelType(TYPE)
        .setRoundId("r")
        .setModelVersion(version)
        .setPhase("evaluate")
        .setMetricName("loss")
        .setMetricValue(value)
        .setSamples(samples)
        .setMeasuredAt(NOON)
        .build();
  }
}
