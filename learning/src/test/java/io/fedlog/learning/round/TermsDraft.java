package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.staleness.Staleness;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Terms to start from: open to all, one minute's window, two minutes' deadline, two chunks. */
final class TermsDraft {
  static final String MODEL = "sales_forecast";
  static final long WINDOW_MS = 60_000;
  static final long DEADLINE_MS = 120_000;
  static final int CHUNK_BYTES = 10;

  String roundId = "r1";
  String modelType = MODEL;
  int targets;
  int pages;
  int minStores = 1;
  String threshold = "0";
  long windowMs = WINDOW_MS;
  long deadlineMs = DEADLINE_MS;
  boolean atDeadline;
  int chunks = 2;
  boolean fixedLength = true;
  long base;
  WeightRule weighting = new WeightRule(WeightRule.Kind.SAMPLES, null);
  long maxWeight = 1_000_000;
  int maxCohort = 1_000;
  @Nullable WindowTerms windows;
  int take;
  boolean countsSteps;
  @Nullable PrivacyTerms privacy;

  static TermsDraft round(String roundId) {
    TermsDraft draft = new TermsDraft();
    draft.roundId = roundId;
    return draft;
  }

  TermsDraft needing(int minStores, String threshold) {
    this.minStores = minStores;
    this.threshold = threshold;
    return this;
  }

  TermsDraft asking(int targets) {
    this.targets = targets;
    this.pages = 1;
    return this;
  }

  /** Decided with so many complete updates, which are its cohort. */
  TermsDraft taking(int take) {
    this.take = take;
    return this;
  }

  TermsDraft from(long base) {
    this.base = base;
    return this;
  }

  /** Under privacy, from version 1; every update counts the same. */
  TermsDraft under(PrivacyTerms terms) {
    privacy = terms;
    base = 1;
    weighting = new WeightRule(WeightRule.Kind.EQUAL, null);
    maxWeight = 1;
    return this;
  }

  /** Windows of {@code updates}, or of a minute, on version 7. */
  TermsDraft inWindows(int updates, int maxStaleness) {
    this.base = 7;
    this.deadlineMs = 100 * DEADLINE_MS;
    this.windows = new WindowTerms(updates, WINDOW_MS, 0, maxStaleness, Staleness.polynomial(1));
    return this;
  }

  TermsDraft aggregateIfMin() {
    this.atDeadline = true;
    return this;
  }

  RoundTerms terms() {
    RoundTerms terms =
        new RoundTerms(
            roundId,
            modelType,
            targets,
            pages,
            minStores,
            new BigDecimal(threshold),
            windowMs,
            deadlineMs,
            atDeadline,
            chunks,
            (long) chunks * CHUNK_BYTES,
            fixedLength,
            base,
            weighting,
            maxWeight,
            maxCohort,
            windows);
    return terms.taking(take).countingSteps(countsSteps).under(privacy);
  }
}
