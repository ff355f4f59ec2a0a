package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyTerms;
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
 * @param privacy clipping and noise; then every update counts the same and has a base, and there
 *     are no windows; null for none
 * @param masking where updates are masked; null for plain ones
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
    boolean countsSteps,
    @Nullable PrivacyTerms privacy,
    @Nullable MaskingTerms masking) {

  /** Uploads what no store made, such as a first version or an imported one. */
  public static final String COORDINATOR = "coordinator";

  private static final int MAX_TARGET_PAGES = 8192;
  private static final int MAX_THRESHOLD_DIGITS = 18;

  /** Checks every bound that does not depend on the method. */
  public RoundTerms {
    Bounds.requireName("round_id", roundId);
    Bounds.requireName("model_type", modelType);
    Bounds.require(targetCount >= 0, "target_count", targetCount, "0 (open to all) or more");
    Bounds.require(
        (targetCount == 0) == (targetPages == 0),
        "target_pages",
        targetPages,
        "pages exactly when there are targets (target_count " + targetCount + ")");
    Bounds.require(
        targetPages >= 0 && targetPages <= Math.min(targetCount, MAX_TARGET_PAGES),
        "target_pages",
        targetPages,
        "at most one a target, and at most " + MAX_TARGET_PAGES);
    Bounds.require(minStores >= 1, "min_stores", minStores, "at least 1");
    Bounds.require(
        targetCount == 0 || minStores <= targetCount,
        "min_stores",
        minStores,
        "at most the " + targetCount + " targeted stores");
    Bounds.require(
        Math.abs((long) threshold.scale()) <= MAX_THRESHOLD_DIGITS
            && threshold.precision() <= MAX_THRESHOLD_DIGITS,
        "threshold",
        "of " + threshold.precision() + " digits, scale " + threshold.scale(),
        "at most " + MAX_THRESHOLD_DIGITS + " digits and decimals");
    Bounds.require(
        threshold.signum() >= 0 && threshold.compareTo(BigDecimal.ONE) <= 0,
        "threshold",
        threshold,
        "a share between 0 and 1");
    Bounds.require(joinWindowMs >= 0, "join_window_ms", joinWindowMs, "0 or more");
    Bounds.require(deadlineMs > 0, "deadline_ms", deadlineMs, "more than 0");
    Bounds.require(chunkCount >= 1, "chunk_count", chunkCount, "at least 1");
    Bounds.require(updateBytes >= 0, "update_bytes", updateBytes, "0 or more");
    Bounds.require(baseVersion >= 0, "base version", baseVersion, "0 or more");
    Bounds.require(maxWeight >= 1, "max_weight", maxWeight, "at least 1");
    Bounds.require(
        maxCohort >= Math.max(minStores, targetCount),
        "max_cohort",
        maxCohort,
        "room for " + Math.max(minStores, targetCount) + " stores");
    Bounds.require(
        maxWeight <= Long.MAX_VALUE / maxCohort,
        "max_weight",
        maxWeight,
        "the weight of " + maxCohort + " updates (max_cohort) to stay below 2^63");
    if (privacy != null) {
      requirePrivate(baseVersion, weighting, windows, countsSteps);
      var unused = privacy.cost();
    }
    int asked = targetCount == 0 ? maxCohort : targetCount;
    Bounds.require(
        take == 0 || (take >= minStores && take <= asked),
        "take",
        take,
        "0 (every update), or from min_stores " + minStores + " to the " + asked + " stores asked");
    Bounds.require(
        windows == null || !countsSteps,
        "windows",
        windows,
        "none with a method that asks for local steps: their mean is one decision's");
    if (windows != null) {
      windows.requireRoom(take, baseVersion, minStores, maxCohort);
    }
    if (masking != null) {
      masking.check(minStores, asked, take, baseVersion, weighting, windows, countsSteps);
      masking.checkTimes(joinWindowMs, deadlineMs);
    }
  }

  private static void requirePrivate(
      long baseVersion, WeightRule weighting, @Nullable WindowTerms windows, boolean countsSteps) {
    Bounds.require(windows == null, "windows", windows, "none under privacy");
    Bounds.require(baseVersion >= 1, "base version", baseVersion, "1 or more under privacy");
    Bounds.require(
        weighting.kind() == WeightRule.Kind.EQUAL, "weighting", weighting, "EQUAL under privacy");
    Bounds.require(!countsSteps, "local steps", countsSteps, "not asked for under privacy");
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
        false,
        null,
        null);
  }

  /** The same, taking the first so many; 0 takes all. */
  public RoundTerms taking(int first) {
    return with(first, countsSteps, privacy, masking);
  }

  /** The same, with seals that state local steps, or need not. */
  public RoundTerms countingSteps(boolean counts) {
    return with(take, counts, privacy, masking);
  }

  /** The same, under privacy; null for none. */
  public RoundTerms under(@Nullable PrivacyTerms terms) {
    return with(take, countsSteps, terms, masking);
  }

  /** The same with masked updates; null for plain ones. */
  public RoundTerms masked(@Nullable MaskingTerms terms) {
    return with(take, countsSteps, privacy, terms);
  }

  private RoundTerms with(
      int first, boolean counts, @Nullable PrivacyTerms noise, @Nullable MaskingTerms masks) {
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
        counts,
        noise,
        masks);
  }

  /** Whether an update counts only if its norm is within a bound: not where it bears noise. */
  public boolean boundsNorms() {
    return privacy != null && privacy.mode() == PrivacyTerms.Mode.CENTRAL;
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
