package io.fedlog.learning.round;

/** Which of a round's complete attempts its decision takes, in a round without windows. */
final class Cohort {
  private Cohort() {}

  /**
   * The rank of completion from which on none is taken: of stores that were not withdrawn the first
   * {@code take} are, and all without that rule.
   */
  static int bound(Round round) {
    int taken = 0;
    for (int rank = 0; rank < round.completion.size(); rank++) {
      if (round.terms.takesNoMoreThan(taken)) {
        return rank;
      }
      taken += round.store(round.completion.get(rank).storeId()).withdrawn ? 0 : 1;
    }
    return round.completion.size();
  }
}
