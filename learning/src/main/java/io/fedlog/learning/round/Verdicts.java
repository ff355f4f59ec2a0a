package io.fedlog.learning.round;

import io.fedlog.learning.round.Effect.CloseReason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event's consequences for rounds that are not yet decided; the rest is {@link Conclusion}'s.
 */
final class Verdicts {
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final AttemptIntake intake;
  private final Conclusion conclusion;
  private final Measuring measuring;
  private final Making making;
  private final Settlement settlement;
  private final Charging charging;
  private final Participation participation;
  private final Commands commands;
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
      Charging charging,
      List<Effect> effects) {
    this.charging = charging;
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.intake = intake;
    this.conclusion = conclusion;
    this.measuring = measuring;
    this.making = new Making(rows, conclusion, effects);
    this.settlement = settlement;
    this.commands = new Commands(methods, line, conclusion, effects);
    this.participation = new Participation(rows, conclusion, effects);
    this.effects = effects;
  }

  void take(RoundEvent event) {
    if (event instanceof RoundEvent.Defined e) {
      define(e.terms(), e.noiseKeyId());
    } else if (event instanceof RoundEvent.DefinitionRefused e) {
      refuse(e.roundId(), "bad_definition", e.reason());
    } else if (event instanceof RoundEvent.Targeted e) {
      withRound(e.roundId(), round -> target(round, e));
    } else if (event instanceof RoundEvent.Joined e) {
      withStore(e.roundId(), e.storeId(), round -> join(round, e.storeId()));
    } else if (event instanceof RoundEvent.Secure e) {
      withStore(
          e.roundId(), e.record().store(), round -> conclusion.secure().take(round, e.record()));
    } else if (event instanceof RoundEvent.Summarised e) {
      withStore(e.roundId(), e.attempt().storeId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.Sealed e) {
      withStore(e.roundId(), e.attempt().storeId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.AggregateNow e) {
      withRound(e.roundId(), round -> commands.aggregateNow(round, e.choice()));
    } else if (event instanceof RoundEvent.Cancel e) {
      withRound(e.roundId(), round -> commands.cancel(round, e.reason()));
    } else if (event instanceof RoundEvent.Finish e) {
      withRound(e.roundId(), commands::finish);
    } else if (event instanceof RoundEvent.Withdraw e) {
      withRound(e.roundId(), round -> participation.withdraw(round, e.storeId()));
    } else if (event instanceof RoundEvent.Promote e) {
      commands.promote(e.version(), e.by());
    } else if (event instanceof RoundEvent.SetBudget e && Bounds.isName(line.modelType)) {
      charging.set(e.budget(), e.by());
      if (e.budget() != null) {
        finishWindows();
      }
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

  /** Else a round that began before there was a budget would make versions that nobody counts. */
  private void finishWindows() {
    for (Round round : List.copyOf(line.rounds.values())) {
      if (round.windows != null && round.status.isOpen()) {
        withRound(round.terms.roundId(), commands::finish);
      }
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

  private void define(RoundTerms terms, @Nullable String noiseKeyId) {
    if (line.rounds.containsKey(terms.roundId())) {
      return; // creation is idempotent: the first definition holds
    }
    String fault = charging.fault(terms);
    if (fault != null) {
      effects.add(new Effect.DefinitionRefused(terms.roundId(), fault));
      refuse(terms.roundId(), "over_budget", fault);
      return;
    }
    String keyless = Making.faultOfKey(terms.privacy(), noiseKeyId);
    if (keyless != null) {
      effects.add(new Effect.DefinitionRefused(terms.roundId(), keyless));
      refuse(terms.roundId(), "no_noise_key", keyless);
      return;
    }
    Round round = new Round(terms, line.now, stamp.offset());
    round.noiseKeyId = Making.addsNoise(terms.privacy()) ? noiseKeyId : null;
    charging.defined(round);
    line.rounds.put(terms.roundId(), round);
    effects.add(new Effect.Open(terms));
    conclusion.show(round);
    rows.save(round);
  }

  private void target(Round round, RoundEvent.Targeted event) {
    String fault =
        round.status.isOpen() ? charging.faultOfTargets(round.terms, event.storeIds()) : null;
    if (fault == null) {
      participation.target(round, event);
    } else {
      conclusion.end(round, RoundStatus.FAILED, fault);
    }
  }

  /** In a round that masks, its keys make a store take part. */
  private void join(Round round, String storeId) {
    if (round.secure == null) {
      participation.join(round, line.now, storeId);
    }
  }

  private void attempt(Round round, RoundEvent event, AttemptReference attempt) {
    if (event instanceof RoundEvent.Sealed seal && seal.reason() != null) {
      refuseSeal(round, seal, seal.reason());
      return;
    }
    if (round.settled) {
      if (event instanceof RoundEvent.Sealed) {
        settlement.cameLate(round, attempt);
        charging.local().saw(round, event, attempt);
      }
      return;
    }
    boolean counts =
        event instanceof RoundEvent.Sealed seal
            ? intake.sealed(round, line.now, seal, effects)
            : intake.summarised(round, line.now, (RoundEvent.Summarised) event, effects);
    charging.local().saw(round, event, attempt);
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

  private void retire(Round round) {
    if (!round.status.isOver()) {
      refuse(round.terms.roundId(), "wrong_state", "retire: the round is " + round.status);
      return;
    }
    if (!round.retired) {
      round.retired = true;
      charging.local().tell(round); // who came late since the last tally is soon forgotten
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
