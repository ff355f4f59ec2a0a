package io.fedlog.learning.round;

import java.util.List;

/**
 * The pages that name a round's complete attempts in their order, one after the other, as they come
 * and at last before the decision.
 */
final class RosterPages {
  /** A page is closed before it can pass 256 KiB. */
  private static final int PAGE_BYTES = 250 * 1024;

  private static final int ENTRY_OVERHEAD = 16;

  private RosterPages() {}

  /** At most what an entry takes of a page. */
  static int bytes(AttemptReference attempt) {
    return attempt.storeId().length() * 3 + ENTRY_OVERHEAD;
  }

  /** One more attempt is complete. */
  static void add(Round round, AttemptReference attempt, List<Effect> effects) {
    round.rosterBytes += bytes(attempt);
    if (round.rosterBytes > PAGE_BYTES) {
      emit(round, effects);
    }
  }

  /** Names those that no page has named. */
  static void close(Round round, List<Effect> effects) {
    if (round.rosterEntries < round.completion.size()) {
      emit(round, effects);
    }
  }

  private static void emit(Round round, List<Effect> effects) {
    effects.add(
        new Effect.Roster(
            round.terms.roundId(),
            round.rosterPages,
            round.rosterEntries,
            List.copyOf(round.completion.subList(round.rosterEntries, round.completion.size()))));
    round.rosterPages++;
    round.rosterEntries = round.completion.size();
    round.rosterBytes = 0;
  }
}
