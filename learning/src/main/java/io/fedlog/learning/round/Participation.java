package io.fedlog.learning.round;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which stores take part in a round that is not yet decided. */
final class Participation {
  private final Rows rows;
  private final Conclusion conclusion;
  private final List<Effect> effects;

  Participation(Rows rows, Conclusion conclusion, List<Effect> effects) {
    this.rows = rows;
    this.conclusion = conclusion;
    this.effects = effects;
  }

  void target(Round round, RoundEvent.Targeted event) {
    if (!round.status.isOpen()
        || event.page() < 0
        || event.page() >= round.terms.targetPages()
        || round.pagesSeen.get(event.page())) {
      return;
    }
    if (!event.storeIds().stream().allMatch(Bounds::isName)
        || event.storeIds().size() > round.terms.targetCount() - round.targeted) {
      refuse(
          round,
          "bad_targets",
          "page %d has %d stores; expected names of 1 to %d characters and %d stores in all"
              .formatted(
                  event.page(), event.storeIds().size(), Bounds.NAME, round.terms.targetCount()));
      return;
    }
    round.pagesSeen.set(event.page());
    for (String storeId : event.storeIds()) {
      Participant store = round.room.remember(storeId);
      if (!store.targeted) {
        round.room.know(store);
        store.targeted = true;
        round.targeted += store.withdrawn ? 0 : 1;
      }
      rows.save(round, store);
    }
    if (round.targetsKnown()) {
      round.stores.values().stream()
          .filter(store -> store.joined && !store.targeted && !store.withdrawn)
          .forEach(store -> takeOut(round, store));
    }
    conclusion.decideIfDue(round);
  }

  void join(Round round, long now, String storeId) {
    Participant known = round.stores.get(storeId);
    if (known != null && known.joined) {
      return;
    }
    String refusal = refusal(round, now, storeId);
    if (refusal != null) {
      effects.add(
          new Effect.Refused(
              round.terms.roundId(), storeId, null, refusal, "join of store " + storeId));
      return;
    }
    Participant store = known == null ? new Participant(storeId) : known;
    take(round, store);
    round.stores.put(storeId, store);
    rows.save(round, store);
    conclusion.start(round);
    conclusion.decideIfDue(round);
  }

  void withdraw(Round round, String storeId) {
    Participant store = round.stores.get(storeId);
    if (!round.status.isOpen() || store == null || store.withdrawn) {
      refuse(
          round,
          "wrong_state",
          "withdraw " + storeId + ": not there to be taken out, or the round is " + round.status);
      return;
    }
    takeOut(round, store);
    conclusion.decideIfDue(round);
  }

  /** Asks nothing more of a store, and takes nothing more of it. */
  void takeOut(Round round, Participant store) {
    store.withdrawn = true;
    if (round.secure != null) {
      new SecureRows(rows).withdraw(round, round.secure, store.storeId);
    }
    if (round.windows != null) {
      conclusion.withdrawn(round, round.windows, store);
    }
    round.completed -= round.windows != null || store.counted() == null ? 0 : 1;
    round.joined -= store.joined ? 1 : 0;
    round.targeted -= store.targeted ? 1 : 0;
    round.shown = false;
    rows.save(round, store);
  }

  /** Why a store may not join; null when it may, or has. */
  static @Nullable String refusal(Round round, long now, String storeId) {
    Participant known = round.stores.get(storeId);
    if (!round.status.isOpen()) {
      return "round_not_open";
    }
    if (known != null && known.joined) {
      return null;
    }
    if (!round.room.mayJoin(known)) {
      return "round_full";
    }
    return refusal(round, now, known == null ? new Participant(storeId) : known);
  }

  /** Lets a store in; says why not. */
  static @Nullable String admit(Round round, long now, Participant store) {
    String refusal = refusal(round, now, store);
    if (refusal == null) {
      take(round, store);
    }
    return refusal;
  }

  private static void take(Round round, Participant store) {
    round.room.know(store);
    store.joined = true;
    round.joined++;
    round.shown = false;
  }

  /** Why a store that has not joined may not; null when it may. */
  static @Nullable String refusal(Round round, long now, Participant store) {
    if (store.withdrawn) {
      return "withdrawn";
    }
    if (round.terms.targetCount() > 0 && !store.targeted && round.targetsKnown()) {
      return "not_targeted";
    }
    if (round.windowClosed(now)) {
      return "join_window_closed";
    }
    if (round.targetsKnown() && round.joined >= round.terms.maxCohort()) {
      return "round_full";
    }
    return null;
  }

  private void refuse(Round round, String reason, String detail) {
    effects.add(Effect.Refused.of(round.terms.roundId(), reason, detail));
  }
}
