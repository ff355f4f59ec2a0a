package io.fedlog.learning.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a plan when the newest version is at the target, or when there is no more to be gained: when
 * the loss has not improved for {@code patience} evaluated rounds. A loss improves when it is below
 * the best so far by more than {@code min_improvement} times the best's absolute value; the best is
 * the last loss that improved, so that many small steps count once they add up. Rounds that nobody
 * evaluated say nothing either way. A loss that is not finite never improves.
 */
final class StoppingRule {

  private StoppingRule() {}

  /** Why the plan ends now; empty when another round follows. */
  static Optional<String> reasonToStop(PlanTerms terms, List<TrainedRound> trained) {
    Optional<String> reached = reached(terms.target(), trained.get(trained.size() - 1));
    return reached.isPresent() ? reached : standstill(terms, trained);
  }

  private static Optional<String> reached(@Nullable Target target, TrainedRound newest) {
    Double figure = newest.figure();
    if (target == null || figure == null || !target.isReachedBy(figure)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the stores' %s of round %d is %.6g; the target was %s",
            target.metric(),
            newest.number(),
            figure,
            target.words()));
  }

  private static Optional<String> standstill(PlanTerms terms, List<TrainedRound> trained) {
    if (terms.patience() == 0) {
      return Optional.empty();
    }
    double best = Double.POSITIVE_INFINITY;
    int bestRound = 0;
    int without = 0;
    for (TrainedRound round : trained) {
      Double loss = round.loss();
      if (loss == null) {
        continue;
      }
      if (improves(loss, best, terms.minImprovement())) {
        best = loss;
        bestRound = round.number();
        without = 0;
      } else {
        without++;
      }
    }
    if (without < terms.patience()) {
      return Optional.empty();
    }
    String end = bestRound == 0 ? "no round had a finite loss" : best(best, bestRound);
    return Optional.of(
        "the stores' evaluation loss did not improve by "
            + terms.minImprovement()
            + " of itself in "
            + without
            + (without == 1 ? " round; " : " rounds; ")
            + end);
  }

  private static String best(double loss, int round) {
    return String.format(Locale.ROOT, "the best was %.6g in round %d", loss, round);
  }

  private static boolean improves(double loss, double best, double share) {
    if (!Double.isFinite(loss)) {
      return false;
    }
    return Double.isInfinite(best) || loss < best - share * Math.abs(best);
  }
}
