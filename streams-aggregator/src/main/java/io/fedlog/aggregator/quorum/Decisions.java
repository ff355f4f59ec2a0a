package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.definition.Unmaskings;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.schemas.Decision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The orders to make a model. */
final class Decisions {
  private Decisions() {}

  /** Who is in. */
  static Decision of(Effect.Decide decide, String method) {
    return Decision.newBuilder()
        .setRoundId(decide.roundId())
        .setVersion(decide.version())
        .setLogOffset(decide.logOffset())
        .setMethod(method)
        .setChoice(decide.choice() == null ? null : MethodChoices.write(decide.choice()))
        .setWeights(decide.weights())
        .setRosterPages(decide.rosterPages())
        .setCohort(ByteBuffer.wrap(decide.cohort()))
        .setCohortSize(decide.cohortSize())
        .setTotalWeight(decide.totalWeight())
        .setEffectiveSteps(decide.effectiveSteps())
        .setNoiseKeyId(decide.noiseKeyId())
        .setWindow(decide.window() == null ? null : WindowRecords.window(decide.window()))
        .build();
  }

  /**
   * What unmasks their sum.
   *
   * @param pages that say so
   */
  static Decision of(String roundId, SecureStep.Unmask unmask, String method, int pages) {
    return Decision.newBuilder()
        .setRoundId(roundId)
        .setVersion(unmask.version())
        .setLogOffset(unmask.logOffset())
        .setPhase(1)
        .setMethod(method)
        .setRosterPages(unmask.rosterPages())
        .setCohort(ByteBuffer.allocate(0))
        .setCohortSize(unmask.cohortSize())
        .setTotalWeight(unmask.totalWeight())
        .setUnmaskingPages(pages)
        .setUnmaskingDigest(ByteBuffer.wrap(Unmaskings.digest(unmask.unmasking())))
        .build();
  }

  /** What each of those counts for, as was concluded from their distances. */
  static Decision of(Effect.Share share, String method) {
    List<Long> shares = Arrays.stream(share.shares().ofUpdates()).boxed().toList();
    return Decision.newBuilder()
        .setRoundId(share.roundId())
        .setVersion(share.version())
        .setLogOffset(share.logOffset())
        .setPhase(1)
        .setMethod(method)
        .setRosterPages(share.rosterPages())
        .setCohort(ByteBuffer.allocate(0))
        .setCohortSize(share.cohortSize())
        .setTotalWeight(share.shares().total())
        .setShares(shares)
        .setBaseShare(share.shares().ofBase())
        .build();
  }
}
