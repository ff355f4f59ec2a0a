package io.fedlog.learning.plan;

/**
 * When a plan ends.
 *
 * @param planId letters, digits, '.', '_' and '-', at most {@value #MAX_ID} characters, so that a
 *     round's id made from it fits 120
 * @param maxRounds at most this many training rounds, failed ones included: 1 to 9999
 * @param patience rounds without improvement of the stores' pooled evaluation loss after which the
 *     plan ends; 0 never ends it early and waits for no evaluation
 * @param minImprovement relative improvement over the best loss so far that counts, in [0, 1)
 */
public record PlanTerms(String planId, int maxRounds, int patience, double minImprovement) {

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
  }
}
