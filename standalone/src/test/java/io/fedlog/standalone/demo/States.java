package io.fedlog.standalone.demo;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;

/** Round states as the quorum writes them. */
final class States {

  static final String SHA = "ab".repeat(32);

  private static final Instant CREATED = Instant.parse("2026-11-20T08:00:00Z");

  private States() {}

  static RoundState running(String roundId, int participating, int completed) {
    return builder(roundId)
        .setStatus(RoundStatus.IN_PROGRESS)
        .setParticipatingStores(participating)
        .setCompletedStores(completed)
        .build();
  }

  /** A round of 4 stores whose version was whole {@code ms} after the decision. */
  static RoundState completed(String roundId, long version, long ms) {
    return builder(roundId)
        .setStatus(RoundStatus.COMPLETED)
        .setParticipatingStores(4)
        .setCompletedStores(4)
        .setModelVersion(version)
        .setModelSha256(SHA)
        .setDecidedAt(CREATED.plusMillis(500))
        .setEndedAt(CREATED.plusMillis(500 + ms))
        .build();
  }

  static RoundState ended(String roundId, RoundStatus status, String reason) {
    return builder(roundId)
        .setStatus(status)
        .setReason(reason)
        .setParticipatingStores(1)
        .setEndedAt(CREATED.plusSeconds(60))
        .build();
  }

  private static RoundState.Builder builder(String roundId) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType("sales_forecast")
        .setPlanId("p")
        .setCreatedAt(CREATED)
        .setDeadlineAt(CREATED.plusSeconds(60))
        .setLogOffset(1);
  }
}
