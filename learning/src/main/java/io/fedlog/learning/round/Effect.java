package io.fedlog.learning.round;

import io.fedlog.learning.method.Shares;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from an event; the caller carries it out. */
public sealed interface Effect {

  /** Tell every chunk task of the round. */
  record Open(RoundTerms terms) implements Effect {}

  /** The round's public state is now this. */
  record StateChanged(RoundView round) implements Effect {}

  /** A page of completed attempts is full, or is the last before a decision. */
  record Roster(String roundId, int page, int firstOrdinal, List<AttemptReference> entries)
      implements Effect {}

  /**
   * Make the model.
   *
   * @param cohort bit i is set when the attempt with ordinal i is in; least significant bit first
   * @param totalWeight sum of the cohort's weights
   * @param effectiveSteps mean by weight of the cohort's local steps; 0 where none are asked for
   * @param window in a round with windows, the cohort; then there is no roster
   * @param choice the method where it is not the definition's; null for that
   * @param weights what each update of the cohort weighs, in the order of the store ids, where that
   *     is not what it says itself; else empty
   * @param noiseKeyId names the secret of the noise to add; null for none
   */
  record Decide(
      String roundId,
      long version,
      long logOffset,
      int rosterPages,
      byte[] cohort,
      int cohortSize,
      long totalWeight,
      double effectiveSteps,
      @Nullable WindowDecision window,
      @Nullable MethodChoice choice,
      List<Long> weights,
      @Nullable String noiseKeyId)
      implements Effect {
    /** Takes a copy. */
    public Decide {
      weights = List.copyOf(weights);
    }
  }

  /**
   * Make the model of what the cohort's distances have given each update.
   *
   * @param shares of the cohort in the order of the store ids
   */
  record Share(
      String roundId, long version, long logOffset, int rosterPages, int cohortSize, Shares shares)
      implements Effect {}

  /**
   * All chunks are on the log: the version exists.
   *
   * @param withState whether a server state lies beside some of them
   * @param noiseKeyId names the secret that the aggregator's noise in them is of; null without such
   *     noise
   * @param window in a round with windows, what it was made of
   */
  record Complete(
      RoundView round,
      long totalWeight,
      long modelBytes,
      boolean withState,
      @Nullable String noiseKeyId,
      long atMillis,
      @Nullable WindowDecision window)
      implements Effect {}

  /**
   * In a round with windows, an attempt is over that no window took, or never was one.
   *
   * @param fate null when it was refused
   * @param reason why it was refused, else null
   */
  record AttemptOver(
      String roundId, AttemptReference attempt, Fates.@Nullable Fate fate, @Nullable String reason)
      implements Effect {}

  /** A decided window is given up: its version will never be, and its updates are in no other. */
  record WindowLost(String roundId, long number, long version, String reason) implements Effect {}

  /**
   * No more of this round.
   *
   * @param newestWindowMade in a round with windows, the newest whose version was made; 0 for none
   */
  record Close(String roundId, CloseReason reason, long newestWindowMade) implements Effect {}

  /**
   * Every partition has told what it held.
   *
   * @param charges how often the round has spent its cost of privacy on the store that it spent
   *     most on
   * @param totals what else it tells
   */
  record Settle(
      RoundView round,
      Fates attempts,
      Fates chunks,
      Fates bytes,
      Map<String, Double> trainingMetrics,
      long modelBytes,
      int charges,
      RoundTotals totals)
      implements Effect {}

  /** The version to serve and to train from. */
  record Promoted(String modelType, long version, String by) implements Effect {}

  /** A round is not begun, though its definition is sound. */
  record DefinitionRefused(String roundId, String reason) implements Effect {}

  /**
   * So much may be spent from now on.
   *
   * @param budget null when it was taken back
   */
  record BudgetSet(String modelType, @Nullable PrivacyBudget budget, String by) implements Effect {}

  /** How the account of a model type stands has changed. */
  record AccountChanged(PrivacyAccount account) implements Effect {}

  /**
   * All that a round has spent so far.
   *
   * @param version that it was spent on; 0 for none
   * @param storeIds on whom, ascending; as often as it was spent
   */
  record Charged(String roundId, long version, PrivacyTerms privacy, List<String> storeIds)
      implements Effect {
    /** Takes a copy. */
    public Charged {
      storeIds = List.copyOf(storeIds);
    }
  }

  /** In a round that masks, what its stores or chunk tasks are to do next. */
  record Secure(String roundId, SecureStep step) implements Effect {}

  /** Something on the log was refused. */
  record Refused(
      @Nullable String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      String reason,
      String detail)
      implements Effect {

    /** Of no store in particular; names and texts that are too long are cut. */
    static Refused of(@Nullable String roundId, String reason, String detail) {
      return new Refused(
          roundId == null ? null : Bounds.clip(roundId, Bounds.NAME),
          null,
          null,
          reason,
          Bounds.clip(detail, Bounds.TEXT));
    }
  }

  /** Why a round is closed. */
  enum CloseReason {
    COMPLETED,
    FAILED,
    CANCELLED,
    RETIRED
  }
}
