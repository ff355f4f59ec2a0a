package io.fedlog.learning.round;

import io.fedlog.learning.round.Effect.CloseReason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event's consequences for rounds that are not yet decided; the rest is {@link Conclusion}'s.
 */
final class Verdicts {
  private final MethodCheck methods;
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final AttemptIntake intake;
  private final Conclusion conclusion;
  private final Measuring measuring;
  private final Making making;
  private final Settlement settlement;
  private final Participation participation;
  private final List<Effect> effects;

  Verdicts(
      MethodCheck methods,
      ModelLine line,
      Stamp stamp,
      Rows rows,
      AttemptIntake intake,
      Conclusion conclusion,
      Measuring measuring,
      Settlement settlement,
      List<Effect> effects) {
    this.methods = methods;
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.intake = intake;
    this.conclusion = conclusion;
    this.measuring = measuring;
    this.making = new Making(rows, conclusion, effects);
    this.settlement = settlement;
    this.participation = new Participation(rows, conclusion, effects);
    this.effects = effects;
  }

  void take(RoundEvent event) {
    if (event instanceof RoundEvent.Defined e) {
      define(e.terms());
    } else if (event instanceof RoundEvent.DefinitionRefused e) {
      refuse(e.roundId(), "bad_definition", e.reason());
    } else if (event instanceof RoundEvent.Targeted e) {
      withRound(e.roundId(), round -> participation.target(round, e));
    } else if (event instanceof RoundEvent.Joined e) {
      withStore(
          e.roundId(), e.storeId(), round -> participation.join(round, line.now, e.storeId()));
    } else if (event instanceof RoundEvent.Summarised e) {
      withStore(e.roundId(), e.attempt().storeId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.Sealed e) {
      withStore(e.roundId(), e.attempt().storeId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.AggregateNow e) {
      withRound(e.roundId(), round -> aggregateNow(round, e.choice()));
    } else if (event instanceof RoundEvent.Cancel e) {
      withRound(e.roundId(), round -> cancel(round, e.reason()));
    } else if (event instanceof RoundEvent.Finish e) {
      withRound(e.roundId(), this::finish);
    } else if (event instanceof RoundEvent.Withdraw e) {
      withRound(e.roundId(), round -> participation.withdraw(round, e.storeId()));
    } else if (event instanceof RoundEvent.Promote e) {
      promote(e.version(), e.by());
    } else if (event instanceof RoundEvent.Retire e) {
      withRound(e.roundId(), this::retire);
    } else if (event instanceof RoundEvent.Ticked) {
      List.copyOf(line.rounds.values()).forEach(this::timePasses);
    } else if (event instanceof RoundEvent.Measured e) {
      withRound(e.roundId(), round -> measuring.measured(round, e));
    } else if (event instanceof RoundEvent.Published e) {
      withRound(e.roundId(), round -> making.published(round, e));
    } else if (event instanceof RoundEvent.FinaliseFailed e) {
      withRound(e.roundId(), round -> making.failed(round, e));
    } else if (event instanceof RoundEvent.Tallied e) {
      withRound(e.roundId(), round -> settlement.tallied(round, e));
    }
  }

  private void withRound(String roundId, Consumer<Round> action) {
    withRound(roundId, action, rows::save);
  }

  private void withRound(String roundId, Consumer<Round> action, Consumer<Round> saving) {
    Round round = line.rounds.get(roundId);
    if (round == null) {
      refuse(roundId, "unknown_round", "no such round of " + line.modelType);
      return;
    }
    conclusion.failIfOverdue(round); // by the log's time, however seldom it ticks
    action.accept(round);
    saving.accept(round);
  }

  /** Joins and uploads save the store's row themselves. */
  private void withStore(String roundId, String storeId, Consumer<Round> action) {
    if (Bounds.isName(storeId)) {
      withRound(roundId, action, rows::saveIfMarked);
    } else {
      refuse(
          roundId,
          "bad_name",
          "store_id is \"%s\"; expected 1 to %d characters"
              .formatted(Bounds.clip(storeId, Bounds.NAME), Bounds.NAME));
    }
  }

  private void define(RoundTerms terms) {
    if (line.rounds.containsKey(terms.roundId())) {
      return; // creation is idempotent: the first definition holds
    }
    Round round = new Round(terms, line.now, stamp.offset());
    line.rounds.put(terms.roundId(), round);
    effects.add(new Effect.Open(terms));
    conclusion.show(round);
    rows.save(round);
  }

  private void attempt(Round round, RoundEvent event, AttemptReference attempt) {
    if (event instanceof RoundEvent.Sealed seal && seal.reason() != null) {
      refuseSeal(round, seal, seal.reason());
      return;
    }
    if (round.settled) {
      if (event instanceof RoundEvent.Sealed) {
        settlement.cameLate(round, attempt);
      }
      return;
    }
    boolean counts =
        event instanceof RoundEvent.Sealed seal
            ? intake.sealed(round, line.now, seal, effects)
            : intake.summarised(round, line.now, (RoundEvent.Summarised) event, effects);
    conclusion.start(round);
    if (counts) {
      conclusion.counted(round, attempt);
    } else {
      conclusion.decideIfDue(round); // the upload may have been the last target's join
    }
  }

  /**
   * A seal that was refused where it was admitted may be anybody's: it makes no store take part and
   * ends nobody's attempt.
   */
  private void refuseSeal(Round round, RoundEvent.Sealed seal, String reason) {
    effects.add(
        new Effect.Refused(
            round.terms.roundId(),
            seal.attempt().storeId(),
            seal.attempt().attemptId(),
            Bounds.clip(reason, Bounds.NAME),
            Bounds.clip(String.valueOf(seal.detail()), Bounds.TEXT)));
  }

  private void aggregateNow(Round round, @Nullable MethodChoice choice) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "aggregate now: the round is " + round.status);
      return;
    }
    String fault = choice == null ? null : fault(round, choice);
    if (fault != null) {
      refuse(round.terms.roundId(), "bad_method", fault);
      return;
    }
    round.choice = choice;
    round.aggregateNow = true;
    conclusion.decideIfDue(round);
  }

  private @Nullable String fault(Round round, MethodChoice choice) {
    String fault = methods.fault(round.terms.roundId(), choice);
    return fault != null ? fault : Cohort.misfit(round, choice);
  }

  private void cancel(Round round, @Nullable String reason) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "cancel: the round is " + round.status);
      return;
    }
    conclusion.end(round, RoundStatus.CANCELLED, reason == null ? "cancelled" : reason);
  }

  private void finish(Round round) {
    if (round.windows == null || !round.status.isOpen()) {
      refuse(
          round.terms.roundId(),
          "wrong_state",
          "finish: the round has no windows, or is " + round.status);
      return;
    }
    conclusion.finish(round, round.windows);
  }

  private void promote(long version, String by) {
    if (!line.hasVersion(version)) {
      refuse(
          null,
          "unknown_version",
          "promote %s version %d: no such version was completed; the newest is %d"
              .formatted(line.modelType, version, line.latestVersion));
      return;
    }
    line.promotedVersion = version;
    effects.add(new Effect.Promoted(line.modelType, version, by));
  }

  private void retire(Round round) {
    if (!round.status.isOver()) {
      refuse(round.terms.roundId(), "wrong_state", "retire: the round is " + round.status);
      return;
    }
    if (!round.retired) {
      round.retired = true;
      effects.add(new Effect.Close(round.terms.roundId(), CloseReason.RETIRED, 0));
      settlement.forgetIfRetired(round);
    }
  }

  private void timePasses(Round round) {
    if (round.status.isOver()) {
      return;
    }
    conclusion.decideIfDue(round);
    conclusion.failIfOverdue(round);
    if (!round.shown) {
      conclusion.show(round);
    }
    rows.saveIfMarked(round);
  }

  private void refuse(@Nullable String roundId, String reason, String detail) {
    effects.add(Effect.Refused.of(roundId, reason, detail));
  }
}
