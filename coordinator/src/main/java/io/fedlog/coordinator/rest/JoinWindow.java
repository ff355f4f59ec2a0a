package io.fedlog.coordinator.rest;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Until when stores may join a round. The window begins when the aggregator takes the round up, so
 * one that waits for its first upload, or for an aggregator, is open. Stores that have joined may
 * go on when it is over.
 */
final class JoinWindow {

  private JoinWindow() {}

  /** Refuses a store that the aggregator would turn away: it has not joined, and no longer can. */
  static void requireOpenTo(String storeId, KnownRound round, RoundLookup rounds, String wish)
      throws InterruptedException {
    RoundDefinition definition = round.definition();
    RoundState state = round.state();
    String closed = definition == null || state == null ? null : closed(definition, state, round);
    if (definition == null || closed == null) {
      return;
    }
    String roundId = definition.getRoundId();
    Optional<Boolean> joined =
        rounds.await(
            () -> Optional.of(rounds.view().hasJoined(roundId, storeId)).filter(is -> is),
            RoundLookup.PATIENCE);
    if (joined.isEmpty()) {
      throw ProblemException.wrongState(
          "the round is %s, but %s, and store %s had not joined; %s is for stores that join in time. If this repeats an upload that came before, that one counts"
              .formatted(round.statusWord(), closed, storeId, wish));
    }
  }

  /** Why nobody else may join; null while somebody may. */
  private static @Nullable String closed(
      RoundDefinition round, RoundState state, KnownRound known) {
    int targets = round.getTargetCount();
    if (targets > 0 && state.getParticipatingStores() >= targets) {
      return null; // all that it asks have joined: whoever comes is one of them
    }
    int most = round.getGrid().getMaxCohort();
    if (state.getParticipatingStores() >= most) {
      return "the " + most + " stores that it has room for have joined";
    }
    Instant end = end(round, state);
    return known.now().isBefore(end) ? null : "its join window ended at " + end;
  }

  private static Instant end(RoundDefinition round, RoundState state) {
    if (round.getWindows() != null) {
      return state.getDeadlineAt(); // an asynchronous round is open as long as it runs
    }
    Duration window = Duration.ofMillis(Math.min(round.getJoinWindowMs(), round.getDeadlineMs()));
    return state.getCreatedAt().plus(window);
  }
}
