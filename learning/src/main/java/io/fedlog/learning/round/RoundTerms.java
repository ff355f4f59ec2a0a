package io.fedlog.learning.round;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What the quorum must know of a round's definition.
 *
 * @param targetCount stores asked to take part; 0 lets every store join
 * @param targetPages pages that list them, at most 8192
 * @param minStores fewest updates that may be aggregated, at least 1
 * @param threshold share of the participating stores that must have completed, in [0, 1], with at
 *     most 18 digits and decimals
 * @param joinWindowMs from the definition's place in the log, milliseconds
 * @param deadlineMs likewise
 * @param aggregateAtDeadline aggregate at the deadline if the minimum is met, whatever the
 *     threshold
 * @param updateBytes bytes of an update; for text the most
 * @param fixedLength whether every update has exactly {@code updateBytes}
 * @param baseVersion version the stores start from, 0 for none
 * @param weighting where an update's weight comes from
 * @param maxWeight largest weight, in the grid's weight units; that of {@code maxCohort} updates
 *     stays below 2^63
 * @param maxCohort most stores that may take part
 * @param windows for a round whose decisions are windows; null for one decision
 * @param take with so many complete updates the round is decided at once, and the first so many are
 *     its cohort: from {@code minStores} to the stores asked; 0 takes every complete update
 * @param countsSteps whether every seal must state its store's local steps, whose mean by weight
 *     goes with the decision; not with windows
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
    int maxCohort,
    @Nullable WindowTerms windows,
    int take,
    boolean countsSteps) {

  private static final int MAX_TARGET_PAGES = 8192;
  private static final int MAX_THRESHOLD_DIGITS = 18;

  /** Checks every bound that does not depend on the method. */
  public RoundTerms {
    requireName("round_id", roundId);
    requireName("model_type", modelType);
    require(targetCount >= 0, "target_count", targetCount, "0 (open to all) or more");
    require(
        (targetCount == 0) == (targetPages == 0),
        "target_pages",
        targetPages,
        "pages exactly when there are targets (target_count " + targetCount + ")");
    require(
        targetPages >= 0 && targetPages <= Math.min(targetCount, MAX_TARGET_PAGES),
        "target_pages",
        targetPages,
        "at most one a target, and at most " + MAX_TARGET_PAGES);
    require(minStores >= 1, "min_stores", minStores, "at least 1");
    require(
        targetCount == 0 || minStores <= targetCount,
        "min_stores",
        minStores,
        "at most the " + targetCount + " targeted stores");
    require(
        Math.abs((long) threshold.scale()) <= MAX_THRESHOLD_DIGITS
            && threshold.precision() <= MAX_THRESHOLD_DIGITS,
        "threshold",
        "of " + threshold.precision() + " digits, scale " + threshold.scale(),
        "at most " + MAX_THRESHOLD_DIGITS + " digits and decimals");
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
    require(
        maxWeight <= Long.MAX_VALUE / maxCohort,
        "max_weight",
        maxWeight,
        "the weight of " + maxCohort + " updates (max_cohort) to stay below 2^63");
    int asked = targetCount == 0 ? maxCohort : targetCount;
    require(
        take == 0 || (take >= minStores && take <= asked),
        "take",
        take,
        "0 (every update), or from min_stores " + minStores + " to the " + asked + " stores asked");
    require(
        windows == null || !countsSteps,
        "windows",
        windows,
        "none with a method that asks for local steps: their mean is one decision's");
    if (windows != null) {
      require(take == 0, "take", take, "0 in a round with windows, which take so many each");
      require(baseVersion >= 1, "base version", baseVersion, "1 or more in a round with windows");
      require(
          minStores <= windows.updates(),
          "min_stores",
          minStores,
          "at most the " + windows.updates() + " updates of a window");
      require(
          windows.updates() <= maxCohort,
          "max_cohort",
          maxCohort,
          "room for the " + windows.updates() + " updates of a window");
    }
  }

  /**
   * A round that takes every update complete by its decision, and whose method asks for no steps.
   */
  public RoundTerms(
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
      int maxCohort,
      @Nullable WindowTerms windows) {
    this(
        roundId,
        modelType,
        targetCount,
        targetPages,
        minStores,
        threshold,
        joinWindowMs,
        deadlineMs,
        aggregateAtDeadline,
        chunkCount,
        updateBytes,
        fixedLength,
        baseVersion,
        weighting,
        maxWeight,
        maxCohort,
        windows,
        0,
        false);
  }

  /** The same, taking the first so many; 0 takes all. */
  public RoundTerms taking(int first) {
    return with(first, countsSteps);
  }

  /** The same, with seals that state local steps, or need not. */
  public RoundTerms countingSteps(boolean counts) {
    return with(take, counts);
  }

  private RoundTerms with(int first, boolean counts) {
    return new RoundTerms(
        roundId,
        modelType,
        targetCount,
        targetPages,
        minStores,
        threshold,
        joinWindowMs,
        deadlineMs,
        aggregateAtDeadline,
        chunkCount,
        updateBytes,
        fixedLength,
        baseVersion,
        weighting,
        maxWeight,
        maxCohort,
        windows,
        first,
        counts);
  }

  private static void requireName(String field, String name) {
    require(
        Bounds.isName(name),
        field,
        "\"" + Bounds.clip(name, Bounds.NAME) + "\"",
        "a name of 1 to " + Bounds.NAME + " characters");
  }

  private static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + came + "; expected " + expected);
    }
  }

  /** Whether so many complete updates are all that the round takes. */
  public boolean takesNoMoreThan(int completed) {
    return take > 0 && completed >= take;
  }

  /**
   * Updates needed when {@code participating} stores take part and no more may join: decimal, so
   * 0.55 of 100 is 55; never more than are taken.
   */
  public int needed(int participating) {
    int share =
        threshold
            .multiply(BigDecimal.valueOf(participating))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    int needed = Math.max(minStores, share);
    return take == 0 ? needed : Math.min(take, needed);
  }
}
