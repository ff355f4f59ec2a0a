package io.fedlog.learning.plan;

import org.jspecify.annotations.Nullable;

/**
 * When a plan ends.
 *
 * @param planId letters, digits, '.', '_' and '-', at most {@value #MAX_ID} characters, so that a
 *     round's id made from it fits 120
 * @param maxRounds at most this many training rounds, failed ones included: 1 to 9999
 * @param patience rounds without improvement of the stores' pooled evaluation loss after which the
 *     plan ends; 0 never ends it for that
 * @param minImprovement relative improvement over the best loss so far that counts, in [0, 1)
 * @param target the figure at which the plan ends; null for none
 * @param mostMs milliseconds after the plan's creation from which on no round is defined; the one
 *     that runs then is let finish; 0 for no such end
 */
public record PlanTerms(
    String planId,
    int maxRounds,
    int patience,
    double minImprovement,
    @Nullable Target target,
    long mostMs) {

  /** Room for the longest suffix, "-vocabulary", in a round id of 120 characters. */
  public static final int MAX_ID = 109;

  public PlanTerms {
    if (!planId.matches("[A-Za-z0-9._-]{1," + MAX_ID + "}")) {
      throw new IllegalArgumentException(
          "plan_id: expected 1 to "
              + MAX_ID
              + " letters, digits, '.', '_' or '-', came \""
              + planId
              + "\"; choose another id");
    }
    if (maxRounds < 1 || maxRounds > PlanRound.MAX_NUMBER) {
      throw new IllegalArgumentException(
          "max_rounds: expected 1 to " + PlanRound.MAX_NUMBER + ", came " + maxRounds);
    }
    if (patience < 0) {
      throw new IllegalArgumentException(
          "patience: expected 0 (never end early) or more rounds, came " + patience);
    }
    if (!(minImprovement >= 0 && minImprovement < 1)) {
      throw new IllegalArgumentException(
          "min_improvement: expected a share in [0, 1) such as 0.001, came " + minImprovement);
    }
    if (mostMs < 0) {
      throw new IllegalArgumentException(
          "max_duration_ms: expected 0 (no such end) or more, came " + mostMs);
    }
  }

  /** A plan that ends by its rounds, or for want of improvement. */
  public PlanTerms(String planId, int maxRounds, int patience, double minImprovement) {
    this(planId, maxRounds, patience, minImprovement, null, 0);
  }

  /** Whether the stores' figures of a version say whether another round follows. */
  public boolean goesByEvaluations() {
    return patience > 0 || target != null;
  }

  /** Whether the plan's time is over. */
  public boolean isSpent(long elapsedMs) {
    return mostMs > 0 && elapsedMs >= mostMs;
  }
}
