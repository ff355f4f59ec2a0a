package io.fedlog.learning.round;

import io.fedlog.learning.secure.SecureTerms;
import org.jspecify.annotations.Nullable;

/**
 * What a round agrees on whose updates are masked.
 *
 * @param protocol what all parties' keys and digests are bound to
 * @param phaseMs how long stores may take to share, and later to reveal, milliseconds
 */
public record MaskingTerms(SecureTerms protocol, long phaseMs) {
  private static final int FEWEST = 3;

  public MaskingTerms {
    Bounds.require(phaseMs > 0, "secure_aggregation's phase_ms", phaseMs, "more than 0");
  }

  /** Whether stores must sign: where the server may lie, what it says of others is not enough. */
  boolean isSigned() {
    return protocol.group().adversary()
        == io.fedlog.learning.secure.GroupTerms.Adversary.MALICIOUS;
  }

  /** Refuses a round whose other terms do not go with masks. */
  void check(RoundTerms round) {
    Bounds.require(
        round.minStores() >= FEWEST,
        "min_stores",
        round.minStores(),
        "at least "
            + FEWEST
            + " in a round that masks: of two stores, each would know the other's update");
    Bounds.require(round.windows() == null, "windows", "there", "none in a round that masks");
    Bounds.require(round.take() == 0, "take", round.take(), "0 in a round that masks");
    Bounds.require(
        round.baseVersion() >= 1, "base version", round.baseVersion(), "1 or more with masks");
    Bounds.require(
        round.weighting().kind() != WeightRule.Kind.METRIC,
        "weighting",
        WeightRule.Kind.METRIC,
        "EQUAL or SAMPLES in a round that masks: weights are masked too");
    Bounds.require(
        !round.countsSteps(),
        "method",
        "one that asks every store for its local steps",
        "another in a round that masks");
    Bounds.require(
        room(round) >= 0,
        "deadline_ms",
        round.deadlineMs(),
        "the join window of %d and twice the phase_ms of %d, at least, in a round that masks"
            .formatted(round.joinWindowMs(), phaseMs));
  }

  /** Milliseconds that are left for training and uploads; below 0 when the phases do not fit. */
  private long room(RoundTerms round) {
    long most = Long.MAX_VALUE / 4;
    return round.deadlineMs()
        - Math.min(round.joinWindowMs(), most)
        - 2 * Math.min(phaseMs, most);
  }

  /** Milliseconds before the deadline by which masked updates must be in: time to reveal. */
  static long before(@Nullable MaskingTerms masking) {
    return masking == null ? 0 : masking.phaseMs();
  }
}
