package io.fedlog.learning.round;

import io.fedlog.learning.secure.GroupSize;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.UnmaskingCost;
import org.jspecify.annotations.Nullable;

/**
 * What a round agrees on whose updates are masked.
 *
 * @param protocol what all parties' keys and digests are bound to
 * @param phaseMs how long stores may take to share, and later to reveal, milliseconds
 * @param groupSize with so many stores' keys the group is closed; 0: when the join window closes
 */
public record MaskingTerms(SecureTerms protocol, long phaseMs, int groupSize) {
  private static final int FEWEST = 3;
  private static final int PHASES = 3;

  /** Shares take 160 bytes a neighbour, and a record has at most 1 MiB. */
  private static final int MOST_NEIGHBOURS = 6_000;

  public MaskingTerms {
    Bounds.require(phaseMs > 0, "secure_aggregation's phase_ms", phaseMs, "more than 0");
  }

  /** Whether stores must sign: where the server may lie, what it says of others is not enough. */
  boolean isSigned() {
    return protocol.group().adversary() == Adversary.MALICIOUS;
  }

  /**
   * Refuses a round whose other terms do not go with masks.
   *
   * @param asked stores that may take part
   */
  void check(
      int minStores,
      int asked,
      int take,
      long baseVersion,
      WeightRule weighting,
      @Nullable WindowTerms windows,
      boolean countsSteps) {
    Bounds.require(
        minStores >= FEWEST,
        "min_stores",
        minStores,
        "at least "
            + FEWEST
            + " in a round that masks: of two stores, each would know the other's update");
    Bounds.require(
        groupSize == 0 || (groupSize >= minStores && groupSize <= asked),
        "secure_aggregation's group_size",
        groupSize,
        "0 (all who join in time), or from min_stores %d to the %d stores asked"
            .formatted(minStores, asked));
    Bounds.require(windows == null, "windows", "there", "none in a round that masks");
    Bounds.require(take == 0, "take", take, "0 in a round that masks");
    Bounds.require(baseVersion >= 1, "base version", baseVersion, "1 or more in one that masks");
    Bounds.require(
        weighting.kind() != WeightRule.Kind.METRIC,
        "weighting",
        WeightRule.Kind.METRIC,
        "EQUAL or SAMPLES in a round that masks: weights are masked too");
    Bounds.require(
        !countsSteps,
        "method",
        "one that asks every store for its local steps",
        "another in a round that masks");
  }

  /** Refuses times in which the protocol's phases have no place. */
  void checkTimes(long joinWindowMs, long deadlineMs) {
    Bounds.require(
        phaseMs <= (deadlineMs - Math.min(joinWindowMs, deadlineMs)) / PHASES,
        "deadline_ms",
        deadlineMs,
        "at least the join window of %d and three times the phase_ms of %d in a round that masks: to share, to upload and to reveal"
            .formatted(joinWindowMs, phaseMs));
  }

  /** Why a group that has come together is too large; null when it is not. */
  @Nullable String misfit(GroupSize size) {
    return size.neighbours() > MOST_NEIGHBOURS
        ? "%d stores would have %d neighbours each; expected at most %d, whose shares fit in a record: set group_size, or let the graph be sparse"
            .formatted(size.stores(), size.neighbours(), MOST_NEIGHBOURS)
        : UnmaskingCost.misfit(protocol, size).orElse(null);
  }

  /** Milliseconds before the deadline by which masked updates must be in: time to reveal. */
  static long before(@Nullable MaskingTerms masking) {
    return masking == null ? 0 : masking.phaseMs();
  }
}
