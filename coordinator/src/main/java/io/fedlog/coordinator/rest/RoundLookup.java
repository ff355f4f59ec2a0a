package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds rounds on the log, with patience for what another coordinator has just written. */
final class RoundLookup {

  /** A coordinator is this far behind another's writing at most, unless something is wrong. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration READ_BACK = Duration.ofSeconds(10);

  private final LogView view;
  private final InstantSource clock;

  RoundLookup(LogView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  LogView view() {
    return view;
  }

  /** The round of a path; not found is a problem. */
  KnownRound require(String roundId) throws InterruptedException {
    return await(() -> KnownRound.find(view, roundId, clock.instant()), PATIENCE)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "there is no round of this id; POST /rounds creates one and names it"));
  }

  /** What has just been written, read back: whoever is told of it finds it. */
  <T> T readBack(Supplier<Optional<T>> wanted) throws InterruptedException {
    return await(wanted, READ_BACK)
        .orElseThrow(
            () ->
                ProblemException.unavailable(
                    "the log took the call's record, but does not give it back yet: ask again"));
  }

  /** What is wanted, or what it is when the time is over. */
  <T> Optional<T> await(Supplier<Optional<T>> wanted, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    long seen = view.changes();
    Optional<T> found = wanted.get();
    while (found.isEmpty() && System.nanoTime() < end) {
      view.awaitChange(seen, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      seen = view.changes();
      found = wanted.get();
    }
    return found;
  }
}
