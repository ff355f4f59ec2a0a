package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.Fates;
import io.fedlog.learning.round.RoundTotals;
import io.fedlog.learning.round.RoundView;
import io.fedlog.learning.round.WindowDecision;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what the state machine says as the records that others read. */
final class StateRecords {
  private StateRecords() {}

  static RoundState state(RoundView round, @Nullable RoundDefinition definition) {
    return RoundState.newBuilder()
        .setRoundId(round.roundId())
        .setModelType(round.modelType())
        .setPlanId(definition == null ? null : definition.getPlanId())
        .setStatus(RoundStatus.valueOf(round.status().name()))
        .setReason(round.reason())
        .setParticipatingStores(round.participating())
        .setCompletedStores(round.completed())
        .setNeededStores(round.needed())
        .setModelVersion(round.version() == 0 ? null : round.version())
        .setModelSha256(round.sha256())
        .setCohortSize(round.cohortSize())
        .setCreatedAt(Instant.ofEpochMilli(round.createdAt()))
        .setDecidedAt(instant(round.decidedAt()))
        .setEndedAt(instant(round.endedAt()))
        .setDeadlineAt(Instant.ofEpochMilli(round.deadlineAt()))
        .setLogOffset(round.logOffset())
        .setWindowsLost(round.windowsLost())
        .build();
  }

  /** The state of a round that never was, because its definition cannot work. */
  static RoundState refused(String roundId, String modelType, String reason, long at, long offset) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType(modelType)
        .setStatus(RoundStatus.FAILED)
        .setReason("the definition was refused: " + reason)
        .setCreatedAt(Instant.ofEpochMilli(at))
        .setEndedAt(Instant.ofEpochMilli(at))
        .setDeadlineAt(Instant.ofEpochMilli(at))
        .setLogOffset(offset)
        .build();
  }

  static ModelManifest manifest(Effect.Complete complete, RoundDefinition definition) {
    RoundView round = complete.round();
    return ModelManifest.newBuilder()
        .setModelType(round.modelType())
        .setVersion(round.version())
        .setRoundId(round.roundId())
        .setBaseVersion(baseVersion(complete, definition))
        .setMethod(definition.getMethod())
        .setEncoding(definition.getEncoding())
        .setLayout(definition.getLayout())
        .setParameterCount(definition.getParameterCount())
        .setModelBytes(complete.modelBytes())
        .setChunkBytes(definition.getChunkBytes())
        .setChunkCount(definition.getChunkCount())
        .setSha256(round.sha256())
        .setCohortSize(round.cohortSize())
        .setTotalWeight(complete.totalWeight())
        .setTrainingConfig(definition.getTrainingConfig())
        .setRequires(definition.getRequires())
        .setPublishedAt(Instant.ofEpochMilli(complete.atMillis()))
        .setWindowStores(windowStores(complete.window()))
        .setNoiseKeyId(complete.noiseKeyId())
        .build();
  }

  private static List<String> windowStores(@Nullable WindowDecision window) {
    return window == null
        ? List.of()
        : window.entries().stream().map(entry -> entry.attempt().storeId()).toList();
  }

  private static @Nullable Long baseVersion(Effect.Complete complete, RoundDefinition definition) {
    if (complete.window() != null) {
      return complete.window().baseVersion();
    }
    return definition.getBase() == null ? null : definition.getBase().getVersion();
  }

  static RoundMetrics metrics(Effect.Settle settle, RoundDefinition definition) {
    RoundView round = settle.round();
    Fates attempts = settle.attempts();
    Fates chunks = settle.chunks();
    Fates bytes = settle.bytes();
    RoundTotals totals = settle.totals();
    boolean decided = round.decidedAt() > 0;
    boolean isPrivate = definition.getPrivacy() != null;
    double epsilon = PrivacyFigures.budgetUsed(settle, definition);
    return RoundMetrics.newBuilder()
        .setRoundId(round.roundId())
        .setModelType(round.modelType())
        .setPlanId(definition.getPlanId())
        .setRoundNumber(definition.getRoundNumber())
        .setStatus(round.status().name().toLowerCase(Locale.ROOT))
        .setReason(round.reason())
        .setMethod(definition.getMethod())
        .setBaseVersion(definition.getBase() == null ? null : definition.getBase().getVersion())
        .setTargetedStores(definition.getTargetCount())
        .setParticipatingStores(round.participating())
        .setCompletedStores(round.completed())
        .setAggregatedStores(round.sha256() == null ? 0 : round.cohortSize())
        .setModelVersion(round.sha256() == null ? null : round.version())
        .setModelSha256(round.sha256())
        .setModelBytes(settle.modelBytes())
        .setCreatedAt(Instant.ofEpochMilli(round.createdAt()))
        .setEndedAt(Instant.ofEpochMilli(round.endedAt()))
        .setJoiningMs(totals.joiningMs())
        .setCollectingMs(decided ? round.decidedAt() - round.createdAt() : null)
        .setAggregationMs(decided ? round.endedAt() - round.decidedAt() : null)
        .setMeasuringMs(totals.measuringMs())
        .setUnmaskingMs(totals.unmaskingMs())
        .setMakingMs(totals.makingMs())
        .setAttemptsReceived(attempts.received())
        .setAttemptsAggregated(attempts.aggregated())
        .setAttemptsDuplicate(attempts.duplicate())
        .setAttemptsLate(attempts.late())
        .setAttemptsIncomplete(attempts.incomplete())
        .setAttemptsUnusedNotSelected(attempts.notSelected())
        .setAttemptsUnusedFailed(attempts.failed())
        .setAttemptsUnusedCancelled(attempts.cancelled())
        .setAttemptsRejected(attempts.rejectedTotal())
        .setAttemptsRejectedByReason(attempts.rejected())
        .setChunksReceived(chunks.received())
        .setChunksAggregated(chunks.aggregated())
        .setChunksDuplicate(chunks.duplicate())
        .setChunksLate(chunks.late())
        .setChunksIncomplete(chunks.incomplete())
        .setChunksUnused(unused(chunks))
        .setChunksRejected(chunks.rejectedTotal())
        .setBytesReceived(bytes.received())
        .setBytesAggregated(bytes.aggregated())
        .setBytesDuplicate(bytes.duplicate())
        .setBytesLate(bytes.late())
        .setBytesIncomplete(bytes.incomplete())
        .setBytesUnused(unused(bytes))
        .setBytesRejected(bytes.rejectedTotal())
        .setTrainingMetrics(settle.trainingMetrics())
        .setTrainingLoss(settle.trainingMetrics().get("loss"))
        .setTrainingAccuracy(settle.trainingMetrics().get("accuracy"))
        .setTrainingSamples(totals.samples())
        .setWeightTotal(totals.weightTotal())
        .setWeightMin(totals.weightMin())
        .setWeightMax(totals.weightMax())
        .setWindowsMade(Math.toIntExact(totals.windowsMade()))
        .setWindowsLost(round.windowsLost())
        .setStalenessMeanWindows(totals.stalenessMean())
        .setStalenessMaxWindows(totals.stalenessMax())
        .setPrivacyMode(definition.getPrivacyMode())
        .setMasked(definition.getSecureAggregation() != null)
        .setPrivacyBudgetUsed(epsilon)
        .setPrivacyEpsilon(isPrivate ? epsilon : null)
        .setPrivacyDelta(isPrivate ? PrivacyFigures.delta(definition) : null)
        .setNoiseLevel(PrivacyFigures.noiseLevel(settle, definition))
        .build();
  }

  private static long unused(Fates fates) {
    return fates.notSelected() + fates.failed() + fates.cancelled();
  }

  private static @Nullable Instant instant(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }
}
