package io.fedlog.learning.plan;

import org.jspecify.annotations.Nullable;

/** What happened to a plan. Events that do not concern where the plan stands change nothing. */
public sealed interface PlanEvent {

  /** A definition is on the log: the plan is in that round, whoever decided so. */
  record RoundDefined(PlanRound round) implements PlanEvent {}

  /** A round ended with a version of its model. */
  record RoundCompleted(PlanRound round, long version) implements PlanEvent {}

  /** A round ended without one: it failed or was cancelled. */
  record RoundFailed(PlanRound round, String reason) implements PlanEvent {}

  /**
   * What the stores found of a version.
   *
   * @param loss their pooled evaluation loss, smaller is better; null when none told
   * @param figure the metric of the plan's target, pooled likewise; null when none told
   */
  record Evaluated(long version, @Nullable Double loss, @Nullable Double figure)
      implements PlanEvent {}

  /** Stores had long enough to evaluate a version. */
  record EvaluationOverdue(long version) implements PlanEvent {}

  /**
   * A round that is not on the log yet could be defined now.
   *
   * @param elapsedMs since the plan was created
   */
  record RoundDue(PlanRound round, long elapsedMs) implements PlanEvent {}

  /** An operator holds the plan: the round that runs goes on, and none follows. */
  record PauseRequested() implements PlanEvent {}

  /** An operator lets a held plan go on. */
  record ResumeRequested() implements PlanEvent {}

  /** An operator ends the plan. */
  record StopRequested(String reason) implements PlanEvent {}
}
