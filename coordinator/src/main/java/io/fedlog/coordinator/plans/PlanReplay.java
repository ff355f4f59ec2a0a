package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.learning.plan.PlanEffect;
import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEvent;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundDefined;
import io.fedlog.learning.plan.PlanEvent.RoundFailed;
import io.fedlog.learning.plan.PlanEvent.StopRequested;
import io.fedlog.learning.plan.PlanMachine;
import io.fedlog.learning.plan.PlanMachine.Step;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.learning.plan.PlanState;
import io.fedlog.learning.plan.PlanTerms;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Takes a plan's history out of the log and through {@link PlanMachine}. The topics have no order
 * between them, so the rounds' own order is the history's; a definition that is on the log outranks
 * what this instance would have decided.
 */
final class PlanReplay {

  private final LogView view;
  private final Duration evaluationWait;

  /**
   * @param evaluationWait how long after a round the stores have to evaluate its version
   */
  PlanReplay(LogView view, Duration evaluationWait) {
    this.view = view;
    this.evaluationWait = evaluationWait;
  }

  /**
   * How the plan stands and what is to be done that the log does not show yet.
   *
   * @param warm whether a plan that has no round yet would start warm
   */
  Step replay(PlanRecord plan, boolean warm, Instant now) {
    PlanTerms terms = terms(plan);
    List<PlanEffect> effects = new ArrayList<>();
    Step step = PlanMachine.start(terms, startsWarm(terms, warm));
    effects.addAll(step.effects());
    Optional<PlanEvent> event = next(step.state(), plan, now);
    while (event.isPresent()) {
      Long awaited = step.state().awaited();
      step = PlanMachine.apply(step.state(), event.get());
      effects.addAll(step.effects());
      if (event.get() instanceof RoundDefined && awaited != null) {
        step = remember(step, plan, awaited);
      }
      event = next(step.state(), plan, now);
    }
    if (plan.getStatus() == PlanStatus.STOPPED) {
      String why = plan.getReason() == null ? "the plan was stopped" : plan.getReason();
      step = PlanMachine.apply(step.state(), new StopRequested(why));
      effects.removeIf(DefineRound.class::isInstance);
      effects.addAll(step.effects());
    }
    effects.removeIf(effect -> isDone(plan, effect));
    return new Step(step.state(), effects);
  }

  static PlanTerms terms(PlanRecord plan) {
    if (plan.getWindows() != null) { // it trains in one round of many windows
      if (plan.getPatience() != 0) {
        throw new IllegalArgumentException(
            "patience: expected 0 in an asynchronous plan, came " + plan.getPatience());
      }
      return new PlanTerms(plan.getPlanId(), 1, 0, plan.getMinImprovement());
    }
    return new PlanTerms(
        plan.getPlanId(), plan.getMaxRounds(), plan.getPatience(), plan.getMinImprovement());
  }

  /** Whether the plan has defined nothing yet, so that its start may still be chosen. */
  boolean unbegun(PlanRecord plan) {
    return !isDefined(plan.getPlanId(), PlanRound.VOCABULARY)
        && !isDefined(plan.getPlanId(), PlanRound.training(1));
  }

  private boolean startsWarm(PlanTerms terms, boolean warm) {
    if (isDefined(terms.planId(), PlanRound.VOCABULARY)) {
      return false;
    }
    return isDefined(terms.planId(), PlanRound.training(1)) || warm;
  }

  private Optional<PlanEvent> next(PlanState state, PlanRecord plan, Instant now) {
    if (state.phase().over()) {
      return Optional.empty();
    }
    Long awaited = state.awaited();
    if (awaited != null) {
      return evaluation(state, plan, awaited, now);
    }
    PlanRound round = new PlanRound(state.phase(), state.number());
    String roundId = round.id(plan.getPlanId());
    if (view.definition(roundId).isEmpty()) {
      return Optional.empty();
    }
    return view.state(roundId).flatMap(ended -> end(round, ended));
  }

  private static Optional<PlanEvent> end(PlanRound round, RoundState state) {
    Long version = state.getModelVersion();
    return switch (state.getStatus()) {
      case COMPLETED ->
          version == null ? Optional.empty() : Optional.of(new RoundCompleted(round, version));
      case FAILED, CANCELLED -> {
        String verb = state.getStatus() == RoundStatus.FAILED ? "it failed" : "it was cancelled";
        String reason = state.getReason();
        yield Optional.of(new RoundFailed(round, reason == null ? verb : verb + ": " + reason));
      }
      case CREATED, IN_PROGRESS, AGGREGATING -> Optional.empty();
    };
  }

  private Optional<PlanEvent> evaluation(
      PlanState state, PlanRecord plan, long version, Instant now) {
    PlanRound next = PlanRound.training(state.number() + 1);
    if (isDefined(plan.getPlanId(), next)) {
      return Optional.of(new RoundDefined(next));
    }
    Optional<RoundState> round =
        view.state(PlanRound.training(state.number()).id(plan.getPlanId()));
    int expected = round.map(RoundState::getCohortSize).orElse(1);
    boolean all = view.evaluators(plan.getModelType(), version) >= Math.max(1, expected);
    boolean late = round.map(RoundState::getEndedAt).map(end -> isLate(end, now)).orElse(false);
    if (!all && !late) {
      return Optional.empty();
    }
    OptionalDouble loss = view.loss(plan.getModelType(), version);
    return Optional.of(
        loss.isPresent()
            ? new Evaluated(version, loss.getAsDouble())
            : new EvaluationOverdue(version));
  }

  /** The loss of a version that the plan has already gone past still counts for the rule. */
  private Step remember(Step step, PlanRecord plan, long version) {
    OptionalDouble loss = view.loss(plan.getModelType(), version);
    return loss.isEmpty()
        ? step
        : PlanMachine.apply(step.state(), new Evaluated(version, loss.getAsDouble()));
  }

  private boolean isLate(Instant ended, Instant now) {
    return !now.isBefore(ended.plus(evaluationWait));
  }

  private boolean isDefined(String planId, PlanRound round) {
    return view.definition(round.id(planId)).isPresent();
  }

  private boolean isDone(PlanRecord plan, PlanEffect effect) {
    String planId = plan.getPlanId();
    if (effect instanceof DefineRound define) {
      // Who wrote a definition may have ended before its targets were written.
      String roundId = define.round().id(planId);
      return view.isWhole(roundId)
          || isDefined(planId, define.round())
              && view.state(roundId).map(PlanReplay::isOver).orElse(false);
    }
    if (effect instanceof CancelRound cancel) {
      String roundId = cancel.round().id(planId);
      return view.definition(roundId).isEmpty()
          || view.state(roundId).map(PlanReplay::isOver).orElse(false);
    }
    return plan.getStatus() != PlanStatus.RUNNING;
  }

  /** Whether a round has ended, one way or another. */
  static boolean isOver(RoundState state) {
    return switch (state.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }
}
