package io.fedlog.learning.round;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What the quorum must know of a round's definition.
 *
 * @param targetCount stores asked to take part; 0 lets every store join
 * @param targetPages pages that list them
 * @param minStores fewest updates that may be aggregated, at least 1
 * @param threshold share of the participating stores that must have completed, in [0, 1]
 * @param joinWindowMs from the definition's place in the log, milliseconds
 * @param deadlineMs likewise
 * @param aggregateAtDeadline aggregate at the deadline if the minimum is met, whatever the threshold
 * @param updateBytes bytes of an update; for text the most
 * @param fixedLength whether every update has exactly {@code updateBytes}
 * @param baseVersion version the stores start from, 0 for none
 * @param weighting where an update's weight comes from
 * @param maxWeight largest weight, in the grid's weight units
 */
public record RoundTerms(
    String roundId,
    String modelType,
    int targetCount,
    int targetPages,
    int minStores,
    BigDecimal threshold,
    long joinWindowMs,
    long deadlineMs,
    boolean aggregateAtDeadline,
    int chunkCount,
    long updateBytes,
    boolean fixedLength,
    long baseVersion,
    WeightRule weighting,
    long maxWeight,
    int maxCohort) {

  /** Checks every bound that does not depend on the method. */
  public RoundTerms {
    require(!roundId.isEmpty(), "round_id", "\"\"", "a name");
    require(!modelType.isEmpty(), "model_type", "\"\"", "a name");
    require(targetCount >= 0, "target_count", targetCount, "0 (open to all) or more");
    require(
        (targetCount == 0) == (targetPages == 0),
        "target_pages",
        targetPages,
        "pages exactly when there are targets (target_count " + targetCount + ")");
    require(minStores >= 1, "min_stores", minStores, "at least 1");
    require(
        targetCount == 0 || minStores <= targetCount,
        "min_stores",
        minStores,
        "at most the " + targetCount + " targeted stores");
    require(
        threshold.signum() >= 0 && threshold.compareTo(BigDecimal.ONE) <= 0,
        "threshold",
        threshold,
        "a share between 0 and 1");
    require(joinWindowMs >= 0, "join_window_ms", joinWindowMs, "0 or more");
    require(deadlineMs > 0, "deadline_ms", deadlineMs, "more than 0");
    require(chunkCount >= 1, "chunk_count", chunkCount, "at least 1");
    require(updateBytes >= 0, "update_bytes", updateBytes, "0 or more");
    require(baseVersion >= 0, "base version", baseVersion, "0 or more");
    require(maxWeight >= 1, "max_weight", maxWeight, "at least 1");
    require(
        maxCohort >= Math.max(minStores, targetCount),
        "max_cohort",
        maxCohort,
        "room for " + Math.max(minStores, targetCount) + " stores");
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + came + "; expected " + expected);
    }
  }

  /** Updates needed when {@code participating} stores take part: decimal, so 0.55 of 100 is 55. */
  public int needed(int participating) {
    int share =
        threshold
            .multiply(BigDecimal.valueOf(participating))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    return Math.max(minStores, share);
  }
}
