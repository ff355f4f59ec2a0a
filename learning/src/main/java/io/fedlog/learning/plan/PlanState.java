package io.fedlog.learning.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a plan stands. Immutable.
 *
 * @param number the current training round; 0 before the first
 * @param awaited the version whose evaluation decides whether another round follows; null when a
 *     round is running or the plan is over
 * @param failuresInARow training rounds without a version since the last that made one
 * @param paused whether the next round has to wait for an operator
 * @param trained the training rounds that made a version, oldest first
 * @param reason why the plan is over; null while it runs
 */
public record PlanState(
    PlanTerms terms,
    PlanPhase phase,
    int number,
    @Nullable Long awaited,
    int failuresInARow,
    boolean paused,
    List<TrainedRound> trained,
    @Nullable String reason) {

  public PlanState {
    trained = List.copyOf(trained);
  }

  /** The round the plan is in; null when it awaits an evaluation or is over. */
  public @Nullable PlanRound round() {
    return phase.over() || awaited != null ? null : new PlanRound(phase, number);
  }

  PlanState in(PlanRound round) {
    return new PlanState(
        terms, round.phase(), round.number(), null, failuresInARow, paused, trained, null);
  }

  PlanState awaiting(long version) {
    return new PlanState(terms, phase, number, version, failuresInARow, paused, trained, null);
  }

  PlanState over(PlanPhase end, String why) {
    return new PlanState(terms, end, number, null, failuresInARow, paused, trained, why);
  }

  PlanState with(int failures, List<TrainedRound> rounds) {
    return new PlanState(terms, phase, number, awaited, failures, paused, rounds, reason);
  }

  PlanState held(boolean held) {
    return new PlanState(terms, phase, number, awaited, failuresInARow, held, trained, reason);
  }
}
