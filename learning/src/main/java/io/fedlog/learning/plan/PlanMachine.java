package io.fedlog.learning.plan;

import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEffect.EndPlan;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.PauseRequested;
import io.fedlog.learning.plan.PlanEvent.ResumeRequested;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundDefined;
import io.fedlog.learning.plan.PlanEvent.RoundDue;
import io.fedlog.learning.plan.PlanEvent.RoundFailed;
import io.fedlog.learning.plan.PlanEvent.StopRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan's life as a pure function {@code (state, event) -> (state, effects)}: vocabulary, moments,
 * initial, then training rounds until the stopping rule. The same events give the same state, so a
 * coordinator that takes over replays the log through it and stands where the other stood.
 *
 * <p>A training round that ends without a version is recorded and the plan goes on with the next
 * number; the third in a row fails the plan. A preparation round that ends without a version fails
 * it at once, because nothing can follow. A plan that is held ends all the same when its rule is
 * met; where a round would follow, it is named once the plan is let go on.
 */
public final class PlanMachine {

  /** A night's outage of some stores costs a round; the third in a row is no accident. */
  public static final int FAILURES_IN_A_ROW = 3;

  private PlanMachine() {}

  /** A state and what is to be done to get there. */
  public record Step(PlanState state, List<PlanEffect> effects) {
    public Step {
      effects = List.copyOf(effects);
    }
  }

  /**
   * Begins a plan.
   *
   * @param warm true when a version to train on from is there, with its vocabulary and moments: the
   *     plan starts with the first training round
   */
  public static Step start(PlanTerms terms, boolean warm) {
    PlanRound first = warm ? PlanRound.training(1) : PlanRound.VOCABULARY;
    PlanState state =
        new PlanState(terms, first.phase(), first.number(), null, 0, false, List.of(), null);
    return new Step(state, List.of(new DefineRound(first)));
  }

  /** Applies one event. Events that do not concern where the plan stands change nothing. */
  public static Step apply(PlanState state, PlanEvent event) {
    if (state.phase().over()) {
      return unchanged(state);
    }
    if (event instanceof RoundDefined defined) {
      return defined(state, defined.round());
    } else if (event instanceof RoundCompleted completed) {
      return isIn(state, completed.round()) ? completed(state, completed) : unchanged(state);
    } else if (event instanceof RoundFailed failed) {
      return isIn(state, failed.round()) ? failed(state, failed) : unchanged(state);
    } else if (event instanceof Evaluated evaluated) {
      return evaluated(state, evaluated);
    } else if (event instanceof EvaluationOverdue overdue) {
      return awaits(state, overdue.version()) ? next(state) : unchanged(state);
    } else if (event instanceof RoundDue due) {
      return isIn(state, due.round()) ? due(state, due.elapsedMs()) : unchanged(state);
    } else if (event instanceof PauseRequested) {
      return unchanged(state.held(true));
    } else if (event instanceof ResumeRequested) {
      return resumed(state);
    } else {
      return stopped(state, (StopRequested) event);
    }
  }

  private static Step defined(PlanState state, PlanRound round) {
    boolean follows =
        state.awaited() != null && round.equals(PlanRound.training(state.number() + 1));
    return follows ? new Step(state.in(round), List.of()) : unchanged(state);
  }

  private static Step completed(PlanState state, RoundCompleted event) {
    if (state.phase().preparation()) {
      return define(state, event.round().next());
    }
    List<TrainedRound> trained = new ArrayList<>(state.trained());
    trained.add(new TrainedRound(state.number(), event.version(), null, null));
    PlanState after = state.with(0, trained);
    boolean waits = after.terms().goesByEvaluations() && after.number() < after.terms().maxRounds();
    return waits ? new Step(after.awaiting(event.version()), List.of()) : next(after);
  }

  private static Step failed(PlanState state, RoundFailed event) {
    String which = event.round().id(state.terms().planId());
    if (state.phase().preparation()) {
      return end(state, PlanPhase.FAILED, which + " made no version: " + event.reason());
    }
    PlanState after = state.with(state.failuresInARow() + 1, state.trained());
    if (after.number() == after.terms().maxRounds() && after.trained().isEmpty()) {
      return end(after, PlanPhase.FAILED, noneOf(after.number()) + which + ": " + event.reason());
    }
    if (after.failuresInARow() < FAILURES_IN_A_ROW) {
      return next(after);
    }
    return end(
        after,
        PlanPhase.FAILED,
        FAILURES_IN_A_ROW
            + " rounds in a row made no version; the last, "
            + which
            + ": "
            + event.reason());
  }

  private static String noneOf(int rounds) {
    return rounds == 1 ? "" : "none of " + rounds + " training rounds made a version; the last, ";
  }

  private static Step evaluated(PlanState state, Evaluated event) {
    List<TrainedRound> trained = new ArrayList<>();
    for (TrainedRound round : state.trained()) {
      boolean meant = round.version() == event.version();
      trained.add(
          meant
              ? new TrainedRound(round.number(), round.version(), event.loss(), event.figure())
              : round);
    }
    PlanState after = state.with(state.failuresInARow(), trained);
    if (!awaits(after, event.version())) {
      return unchanged(after);
    }
    Optional<String> stop = StoppingRule.reasonToStop(after.terms(), trained);
    return stop.isPresent() ? end(after, PlanPhase.COMPLETED, stop.get()) : next(after);
  }

  private static Step stopped(PlanState state, StopRequested event) {
    PlanRound running = state.round();
    PlanState after = state.over(PlanPhase.STOPPED, event.reason());
    List<PlanEffect> effects = new ArrayList<>();
    if (running != null) {
      effects.add(new CancelRound(running, event.reason()));
    }
    effects.add(new EndPlan(PlanPhase.STOPPED, event.reason()));
    return new Step(after, effects);
  }

  /** The next training round, or the end when there were enough. */
  private static Step next(PlanState state) {
    int max = state.terms().maxRounds();
    if (state.number() < max) {
      return define(state, PlanRound.training(state.number() + 1));
    }
    return end(
        state,
        PlanPhase.COMPLETED,
        state.trained().size() + " of " + max + " training rounds made a version");
  }

  private static Step define(PlanState state, PlanRound round) {
    return new Step(state.in(round), state.paused() ? List.of() : List.of(new DefineRound(round)));
  }

  private static Step due(PlanState state, long elapsedMs) {
    if (state.paused() || !state.terms().isSpent(elapsedMs)) {
      return unchanged(state);
    }
    Duration most = Duration.ofMillis(state.terms().mostMs());
    String time = most.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    int trained = state.trained().size();
    return trained == 0
        ? end(state, PlanPhase.FAILED, "no training round made a version within " + time)
        : end(
            state,
            PlanPhase.COMPLETED,
            "its time of %s is over; %d training round%s made a version"
                .formatted(time, trained, trained == 1 ? "" : "s"));
  }

  /** Names the round that was held back; one that runs is named again, which does no harm. */
  private static Step resumed(PlanState state) {
    PlanRound round = state.round();
    return state.paused() && round != null
        ? define(state.held(false), round)
        : unchanged(state.held(false));
  }

  private static Step end(PlanState state, PlanPhase phase, String reason) {
    return new Step(state.over(phase, reason), List.of(new EndPlan(phase, reason)));
  }

  private static Step unchanged(PlanState state) {
    return new Step(state, List.of());
  }

  private static boolean isIn(PlanState state, @Nullable PlanRound round) {
    return Objects.equals(state.round(), round);
  }

  private static boolean awaits(PlanState state, long version) {
    return Objects.equals(state.awaited(), version);
  }
}
