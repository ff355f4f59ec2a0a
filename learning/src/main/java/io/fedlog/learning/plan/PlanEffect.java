package io.fedlog.learning.plan;

/** What is to be done for a plan. Each may be done twice without harm: ids follow from the plan. */
public sealed interface PlanEffect {

  /** Write this round's definition. */
  record DefineRound(PlanRound round) implements PlanEffect {}

  /** End this round, which is still running. */
  record CancelRound(PlanRound round, String reason) implements PlanEffect {}

  /** Record that the plan is over, and why. The phase is one that is {@link PlanPhase#over()}. */
  record EndPlan(PlanPhase phase, String reason) implements PlanEffect {}
}
