package io.fedlog.learning.plan;

/** What happened to a plan. Events that do not concern where the plan stands change nothing. */
public sealed interface PlanEvent {

  /** A definition is on the log: the plan is in that round, whoever decided so. */
  record RoundDefined(PlanRound round) implements PlanEvent {}

  /** A round ended with a version of its model. */
  record RoundCompleted(PlanRound round, long version) implements PlanEvent {}

  /** A round ended without one: it failed or was cancelled. */
  record RoundFailed(PlanRound round, String reason) implements PlanEvent {}

  /** The stores' pooled evaluation loss of a version; smaller is better. */
  record Evaluated(long version, double loss) implements PlanEvent {}

  /** Stores had long enough to evaluate a version. */
  record EvaluationOverdue(long version) implements PlanEvent {}

  /** An operator ends the plan. */
  record StopRequested(String reason) implements PlanEvent {}
}
