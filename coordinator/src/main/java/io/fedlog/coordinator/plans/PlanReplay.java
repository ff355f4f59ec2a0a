package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.learning.plan.PlanEffect;
import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEvent;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.PauseRequested;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundDefined;
import io.fedlog.learning.plan.PlanEvent.RoundDue;
import io.fedlog.learning.plan.PlanEvent.RoundFailed;
import io.fedlog.learning.plan.PlanEvent.StopRequested;
import io.fedlog.learning.plan.PlanMachine;
import io.fedlog.learning.plan.PlanMachine.Step;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.learning.plan.PlanState;
import io.fedlog.learning.plan.PlanTerms;
import io.fedlog.learning.plan.Target;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a plan's history out of the log and through {@link PlanMachine}. The topics have no order
 * between them, so the rounds' own order is the history's; a definition that is on the log outranks
 * what this instance would have decided.
 */
final class PlanReplay {

  private static final String LOSS = "loss";

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
    PlanTerms terms = PlanTermsReader.read(plan);
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
      effects.addAll(step.effects());
    } else if (plan.getStatus() == PlanStatus.PAUSED) {
      step = PlanMachine.apply(step.state(), new PauseRequested());
    }
    PlanState state = step.state();
    effects.removeIf(effect -> isDone(plan, effect) || isWithheld(state, effect));
    return new Step(state, effects);
  }

  /** A round that the plan is not in after all, or that a paused plan has not begun. */
  private boolean isWithheld(PlanState state, PlanEffect effect) {
    return effect instanceof DefineRound define
        && (!define.round().equals(state.round())
            || state.paused() && !isDefined(state.terms().planId(), define.round()));
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
      long elapsed = Duration.between(plan.getCreatedAt(), now).toMillis();
      boolean due = plan.getStatus() == PlanStatus.RUNNING && state.terms().isSpent(elapsed);
      return due ? Optional.of(new RoundDue(round, elapsed)) : Optional.empty();
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
        String before = version == null ? "" : "; before that it made version " + version;
        yield Optional.of(
            new RoundFailed(round, (reason == null ? verb : verb + ": " + reason) + before));
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
    boolean all =
        metrics(state.terms())
            .allMatch(
                metric ->
                    view.evaluators(plan.getModelType(), version, metric) >= Math.max(1, expected));
    boolean late = round.map(RoundState::getEndedAt).map(end -> isLate(end, now)).orElse(false);
    if (!all && !late) {
      return Optional.empty();
    }
    return Optional.of(
        evaluated(state.terms(), plan.getModelType(), version)
            .orElseGet(() -> new EvaluationOverdue(version)));
  }

  /** The metrics that the plan goes by. */
  static Stream<String> metrics(PlanTerms terms) {
    Target target = terms.target();
    return Stream.concat(
        terms.patience() > 0 ? Stream.of(LOSS) : Stream.empty(),
        target == null ? Stream.empty() : Stream.of(target.metric()));
  }

  /** What the stores have told of a version; empty when it is nothing that the plan goes by. */
  private Optional<PlanEvent> evaluated(PlanTerms terms, String modelType, long version) {
    Target target = terms.target();
    Double loss = figure(modelType, version, LOSS);
    Double figure = target == null ? null : figure(modelType, version, target.metric());
    return loss == null && figure == null
        ? Optional.empty()
        : Optional.of(new Evaluated(version, loss, figure));
  }

  private @Nullable Double figure(String modelType, long version, String metric) {
    OptionalDouble pooled = view.evaluation(modelType, version, metric);
    return pooled.isPresent() ? pooled.getAsDouble() : null;
  }

  /** The loss of a version that the plan has already gone past still counts for the rule. */
  private Step remember(Step step, PlanRecord plan, long version) {
    return evaluated(step.state().terms(), plan.getModelType(), version)
        .map(event -> PlanMachine.apply(step.state(), event))
        .orElse(step);
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
    return PlanEntry.isOver(plan.getStatus());
  }

  /** Whether a round has ended, one way or another. */
  static boolean isOver(RoundState state) {
    return switch (state.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }
}
