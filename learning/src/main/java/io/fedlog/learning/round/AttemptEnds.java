package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins, queues and ends the attempts of a round with windows. An attempt's id must be larger than
 * all of its store's before it; of one that is over only the store's mark is kept, so that nothing
 * can count it again.
 */
final class AttemptEnds {
  private final Rows rows;

  AttemptEnds(Rows rows) {
    this.rows = rows;
  }

  /** A new attempt, whose store gives up its unfinished one; null when its id does not ascend. */
  @Nullable Attempt begin(
      Round round, Participant store, AttemptReference reference, List<Effect> effects) {
    long id = reference.attemptId();
    if (id <= store.mark || store.attempts.keySet().stream().anyMatch(known -> known > id)) {
      tell(round, reference, Fate.LATE, null, effects);
      return null;
    }
    for (Attempt other : List.copyOf(store.attempts.values())) {
      if (!other.isEnded()) {
        end(round, store, other, Fate.INCOMPLETE, effects);
      }
    }
    Attempt attempt = new Attempt(id);
    store.attempts.put(id, attempt);
    return attempt;
  }

  /** A whole attempt waits for its window, or has come to nothing; whether it waits. */
  boolean complete(
      Round round, Windows windows, Participant store, Attempt attempt, List<Effect> effects) {
    RoundEvent.Sealed seal = attempt.seal;
    if (!round.status.isOpen()) {
      end(round, store, attempt, Fate.LATE, effects);
    } else if (store.withdrawn) {
      end(round, store, attempt, Fate.NOT_SELECTED, effects);
    } else if (store.waiting(windows.bound) != null) {
      end(round, store, attempt, Fate.DUPLICATE, effects);
    } else if (seal == null || windows.staleness(seal.baseVersion()) < 0) {
      tooStale(round, store, attempt, effects); // it was not when its seal came
    } else {
      attempt.ordinal = windows.nextRank++;
      windows.waiting.put(attempt.ordinal, seal.attempt());
      round.completed = windows.waiting.size();
      rows.save(round, store);
      return true;
    }
    return false;
  }

  void tooStale(Round round, Participant store, Attempt attempt, List<Effect> effects) {
    AttemptReference reference = new AttemptReference(store.storeId, attempt.id);
    reject(round, store, attempt, "too_stale", effects);
    effects.add(
        new Effect.Refused(
            round.terms.roundId(),
            store.storeId,
            reference.attemptId(),
            "too_stale",
            "its base was left behind while it waited"));
  }

  /** The attempt is over, refused. */
  void reject(
      Round round, Participant store, Attempt attempt, String reason, List<Effect> effects) {
    over(round, store, attempt, null, reason, effects);
  }

  /** The attempt is over, otherwise than in a window. */
  void end(Round round, Participant store, Attempt attempt, Fate fate, List<Effect> effects) {
    over(round, store, attempt, fate, null, effects);
  }

  private void over(
      Round round,
      Participant store,
      Attempt attempt,
      @Nullable Fate fate,
      @Nullable String reason,
      List<Effect> effects) {
    Windows windows = round.windows;
    if (windows == null) {
      throw new IllegalStateException(round.terms.roundId() + " has no windows");
    }
    Fates.Count count = new Fates.Count();
    if (fate != null) {
      count.add(fate, 1);
    } else {
      count.reject(String.valueOf(reason), 1);
    }
    windows.count(count);
    if (attempt.ordinal != Attempt.NO_ORDINAL) {
      windows.waiting.remove(attempt.ordinal);
      round.completed = windows.waiting.size();
    }
    AttemptReference reference = new AttemptReference(store.storeId, attempt.id);
    rows.forgetRoots(round, reference, attempt);
    if (round.named.forget(reference)) {
      rows.forgetNamed(round, reference);
    }
    store.forget(attempt);
    rows.save(round, store);
    tell(round, reference, fate, reason, effects);
  }

  private static void tell(
      Round round,
      AttemptReference attempt,
      @Nullable Fate fate,
      @Nullable String reason,
      List<Effect> effects) {
    if (!round.status.isOver()) { // then chunk tasks count for themselves
      effects.add(new Effect.AttemptOver(round.terms.roundId(), attempt, fate, reason));
    }
  }
}
