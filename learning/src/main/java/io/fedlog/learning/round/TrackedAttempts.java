package io.fedlog.learning.round;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The few attempts of a store that are followed. Whoever may write chunks can begin attempts in any
 * store's name, so one that its store has sealed never gives way to one that it has not.
 */
final class TrackedAttempts {
  /** Attempts of one store that are kept track of, sealed or not. */
  static final int MOST = 8;

  private final Rows rows;
  private final AttemptEnds ends;

  TrackedAttempts(Rows rows, AttemptEnds ends) {
    this.rows = rows;
    this.ends = ends;
  }

  /**
   * The attempt, begun if it is new; null when it cannot be followed.
   *
   * @param sealed whether a believed seal is what is heard of it
   */
  @Nullable Attempt of(
      Round round,
      Participant store,
      AttemptReference reference,
      boolean sealed,
      List<Effect> effects) {
    Attempt attempt = store.attempts.get(reference.attemptId());
    if (attempt == null) {
      attempt =
          round.windows == null
              ? begin(round, store, reference, sealed, effects)
              : ends.begin(round, store, reference, effects);
    }
    if (attempt != null && sealed) {
      attempt.vouched = true;
    }
    return attempt;
  }

  private @Nullable Attempt begin(
      Round round,
      Participant store,
      AttemptReference reference,
      boolean sealed,
      List<Effect> effects) {
    if (store.attempts.size() >= MOST) {
      Attempt expendable = store.expendable(sealed);
      if (expendable == null) {
        effects.add(
            AttemptIntake.refused(
                round,
                reference,
                "too_many_attempts",
                "at most " + MOST + " attempts of a store are followed"));
        return null;
      }
      rows.forgetRoots(round, new AttemptReference(store.storeId, expendable.id), expendable);
      store.attempts.remove(expendable.id);
    }
    Attempt attempt = new Attempt(reference.attemptId());
    store.attempts.put(attempt.id, attempt);
    return attempt;
  }
}
