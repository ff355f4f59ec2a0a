package io.fedlog.learning.round;

import io.fedlog.learning.round.Effect.CloseReason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event's consequences for rounds that are not yet decided; the rest is {@link Conclusion}'s. */
final class Verdicts {
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final AttemptIntake intake;
  private final Conclusion conclusion;
  private final List<Effect> effects;

  Verdicts(
      ModelLine line,
      Stamp stamp,
      Rows rows,
      AttemptIntake intake,
      Conclusion conclusion,
      List<Effect> effects) {
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.intake = intake;
    this.conclusion = conclusion;
    this.effects = effects;
  }

  void take(RoundEvent event) {
    if (event instanceof RoundEvent.Defined e) {
      define(e.terms());
    } else if (event instanceof RoundEvent.DefinitionRefused e) {
      refuse(e.roundId(), "bad_definition", e.reason());
    } else if (event instanceof RoundEvent.Targeted e) {
      withRound(e.roundId(), round -> target(round, e));
    } else if (event instanceof RoundEvent.Joined e) {
      withRound(e.roundId(), round -> join(round, e.storeId()));
    } else if (event instanceof RoundEvent.Summarised e) {
      withRound(e.roundId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.Sealed e) {
      withRound(e.roundId(), round -> attempt(round, e, e.attempt()));
    } else if (event instanceof RoundEvent.AggregateNow e) {
      withRound(e.roundId(), this::aggregateNow);
    } else if (event instanceof RoundEvent.Cancel e) {
      withRound(e.roundId(), round -> cancel(round, e.reason()));
    } else if (event instanceof RoundEvent.Withdraw e) {
      withRound(e.roundId(), round -> withdraw(round, e.storeId()));
    } else if (event instanceof RoundEvent.Promote e) {
      promote(e.version(), e.by());
    } else if (event instanceof RoundEvent.Retire e) {
      withRound(e.roundId(), this::retire);
    } else if (event instanceof RoundEvent.Ticked) {
      List.copyOf(line.rounds.values()).forEach(this::timePasses);
    } else if (event instanceof RoundEvent.Published e) {
      withRound(e.roundId(), round -> conclusion.published(round, e));
    } else if (event instanceof RoundEvent.FinaliseFailed e) {
      withRound(e.roundId(), round -> conclusion.finaliseFailed(round, e));
    } else if (event instanceof RoundEvent.Tallied e) {
      withRound(e.roundId(), round -> conclusion.tallied(round, e));
    }
  }

  private void withRound(String roundId, Consumer<Round> action) {
    Round round = line.rounds.get(roundId);
    if (round == null) {
      refuse(roundId, "unknown_round", "no such round of " + line.modelType);
      return;
    }
    action.accept(round);
    rows.save(round);
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

  private void target(Round round, RoundEvent.Targeted event) {
    if (event.page() >= round.terms.targetPages() || round.pagesSeen.get(event.page())) {
      return;
    }
    round.pagesSeen.set(event.page());
    for (String storeId : event.storeIds()) {
      Participant store = round.store(storeId);
      if (!store.targeted) {
        store.targeted = true;
        round.targeted++;
      }
      rows.save(round, store);
    }
    if (round.targetsKnown()) {
      List.copyOf(round.stores.values()).stream()
          .filter(store -> store.joined && !store.targeted)
          .forEach(store -> takeOut(round, store));
    }
    conclusion.decideIfDue(round);
  }

  private void join(Round round, String storeId) {
    Participant known = round.stores.get(storeId);
    if (known != null && known.joined) {
      return;
    }
    Participant store = known == null ? new Participant(storeId) : known;
    String refusal =
        round.status.isOpen() ? AttemptIntake.join(round, line.now, store) : "round_not_open";
    if (refusal != null) {
      effects.add(
          new Effect.Refused(
              round.terms.roundId(), storeId, null, refusal, "join of store " + storeId));
      return;
    }
    round.stores.put(storeId, store);
    rows.save(round, store);
    conclusion.start(round);
    conclusion.decideIfDue(round);
  }

  private void attempt(Round round, RoundEvent event, AttemptReference attempt) {
    if (round.settled) {
      if (event instanceof RoundEvent.Sealed) {
        round.addLate(attempt);
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
    }
  }

  private void aggregateNow(Round round) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "aggregate now: the round is " + round.status);
      return;
    }
    round.aggregateNow = true;
    conclusion.decideIfDue(round);
  }

  private void cancel(Round round, @Nullable String reason) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "cancel: the round is " + round.status);
      return;
    }
    conclusion.end(round, RoundStatus.CANCELLED, reason == null ? "cancelled" : reason);
  }

  private void withdraw(Round round, String storeId) {
    Participant store = round.stores.get(storeId);
    if (!round.status.isOpen() || store == null || store.withdrawn) {
      refuse(
          round.terms.roundId(),
          "wrong_state",
          "withdraw " + storeId + ": not there to be taken out, or the round is " + round.status);
      return;
    }
    takeOut(round, store);
    conclusion.decideIfDue(round);
  }

  private void takeOut(Round round, Participant store) {
    store.withdrawn = true;
    round.completed -= store.counted() == null ? 0 : 1;
    round.joined -= store.joined ? 1 : 0;
    round.targeted -= store.targeted ? 1 : 0;
    round.shown = false;
    rows.save(round, store);
  }

  private void promote(long version, String by) {
    if (version < 1 || version > line.latestVersion) {
      refuse(
          null,
          "unknown_version",
          "promote %s version %d: there are versions 1 to %d"
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
      effects.add(new Effect.Close(round.terms.roundId(), CloseReason.RETIRED));
    }
  }

  private void timePasses(Round round) {
    if (round.status.isOpen()) {
      conclusion.decideIfDue(round);
      conclusion.failIfOverdue(round);
    }
    if (!round.shown) {
      conclusion.show(round);
      rows.save(round);
    }
  }

  private void refuse(@Nullable String roundId, String reason, String detail) {
    effects.add(new Effect.Refused(roundId, null, null, reason, detail));
  }
}
