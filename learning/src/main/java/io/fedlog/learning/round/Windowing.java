package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How windows are decided and made, and how their round ends. */
final class Windowing {
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final List<Effect> effects;
  private final Conclusion conclusion;
  private final AttemptEnds ends;

  Windowing(ModelLine line, Stamp stamp, Rows rows, List<Effect> effects, Conclusion conclusion) {
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.effects = effects;
    this.conclusion = conclusion;
    this.ends = new AttemptEnds(rows);
  }

  /** Closes the window: takes the first that wait. */
  void decide(Round round, Windows windows) {
    while (windows.making.size() < windows.terms.updates() && !windows.waiting.isEmpty()) {
      Map.Entry<Long, AttemptReference> first = windows.waiting.pollFirstEntry();
      windows.making.put(first.getKey(), first.getValue());
      windows.bound = first.getKey() + 1;
    }
    windows.decided++;
    windows.since = line.now;
    WindowDecision window = inTheMaking(round, windows);
    round.completed = windows.waiting.size();
    round.cohortSize = windows.making.size();
    round.totalWeight = window.entries().stream().mapToLong(WindowDecision.Entry::weight).sum();
    round.modelBytes = 0;
    round.aggregateNow = false;
    round.ready = false;
    round.version = line.nextVersion();
    round.decidedAt = line.now;
    line.inFlight = round.terms.roundId();
    effects.add(
        new Effect.Decide(
            round.terms.roundId(),
            round.version,
            stamp.offset(),
            0,
            new byte[0],
            round.cohortSize,
            round.totalWeight,
            0,
            window,
            null,
            List.of(),
            null));
    conclusion.show(round);
  }

  /** The window as it was decided: nothing that it rests on changes while it is in the making. */
  private static WindowDecision inTheMaking(Round round, Windows windows) {
    List<WindowDecision.Entry> entries = new ArrayList<>();
    for (AttemptReference reference : windows.making.values()) {
      RoundEvent.Sealed seal = sealOf(round, reference);
      long staleness = windows.staleness(seal.baseVersion());
      entries.add(
          new WindowDecision.Entry(
              reference,
              seal.baseVersion(),
              staleness,
              windows.terms.staleness().weight(staleness),
              seal.weight(),
              seal.trainingSamples()));
    }
    return new WindowDecision(windows.decided, windows.newest(), entries);
  }

  private static RoundEvent.Sealed sealOf(Round round, AttemptReference reference) {
    Attempt attempt = round.store(reference.storeId()).attempts.get(reference.attemptId());
    RoundEvent.Sealed seal = attempt == null ? null : attempt.seal;
    if (seal == null) {
      throw new IllegalStateException(reference + " is complete and has no seal");
    }
    return seal;
  }

  /** All chunks are there: the window's attempts are aggregated, and forgotten. */
  void made(Round round, Windows windows) {
    WindowDecision window = inTheMaking(round, windows);
    MetricMeans means = new MetricMeans();
    for (WindowDecision.Entry entry : window.entries()) {
      RoundEvent.Sealed seal = sealOf(round, entry.attempt());
      means.add(seal);
      round.noteAggregated(seal, entry.staleness());
    }
    round.trainingMetrics = means.means();
    forget(round, windows, Fate.AGGREGATED);
    windows.made(round.version);
    line.latestVersion = round.version;
    effects.add(
        new Effect.Complete(
            round.view(), round.totalWeight, round.modelBytes, false, null, line.now, window));
    conclusion.followPromotion(round, window.baseVersion());
    dropStale(round, windows);
    if (windows.made == windows.terms.mostWindows() && round.status.isOpen()) {
      round.become(RoundStatus.AGGREGATING);
    }
    goOn(round, windows, null);
  }

  /** The window in the making cannot be made: its updates are lost to it, and the round goes on. */
  void giveUp(Round round, Windows windows, String why) {
    forget(round, windows, Fate.FAILED);
    windows.giveUp(round.version);
    effects.add(
        new Effect.WindowLost(
            round.terms.roundId(), windows.decided, round.version, Bounds.clip(why, Bounds.TEXT)));
    if (windows.hasLostTooMany()) {
      conclusion.end(
          round,
          RoundStatus.FAILED,
          "%d windows were not made, %d of them in a row; the last: %s"
              .formatted(windows.lost.size(), windows.lostInARow, why));
    } else {
      goOn(round, windows, why);
    }
  }

  /** The next window has its turn after other rounds', if the round takes more. */
  private void goOn(Round round, Windows windows, @Nullable String lost) {
    if (round.status != RoundStatus.AGGREGATING) {
      conclusion.show(round);
      conclusion.freeLine(round);
    } else if (windows.made > 0) {
      conclusion.end(round, RoundStatus.COMPLETED, null);
    } else {
      conclusion.end(round, RoundStatus.FAILED, "no window was made; the last: " + lost);
    }
  }

  /** The attempts of the window in the making are over. */
  private void forget(Round round, Windows windows, Fate fate) {
    for (AttemptReference reference : windows.making.values()) {
      Participant store = round.store(reference.storeId());
      Attempt attempt = store.attempts.get(reference.attemptId());
      if (attempt != null) {
        store.forget(attempt);
      }
      rows.save(round, store);
    }
    Fates.Count count = new Fates.Count();
    count.add(fate, windows.making.size());
    windows.count(count);
    rows.forgetChunks(round);
    round.chunkRoots.clear();
  }

  /** Refuses what waits and is too far behind now. */
  private void dropStale(Round round, Windows windows) {
    for (AttemptReference reference : List.copyOf(windows.waiting.values())) {
      Participant store = round.store(reference.storeId());
      Attempt attempt = store.attempts.get(reference.attemptId());
      if (attempt != null && windows.staleness(sealOf(round, reference).baseVersion()) < 0) {
        ends.tooStale(round, store, attempt, effects);
      }
    }
  }

  /** A store is taken out: what waits of it is not selected. */
  void withdrawn(Round round, Windows windows, Participant store) {
    Attempt waiting = store.waiting(windows.bound);
    if (waiting != null) {
      ends.end(round, store, waiting, Fate.NOT_SELECTED, effects);
    }
  }

  /**
   * A window was not made in time, or the round's own time is up; one whose next window only waits
   * for another round's version has it first.
   */
  void overdue(Round round, Windows windows) {
    if (windows.isMaking() && line.now >= round.makingDueAt()) {
      giveUp(
          round,
          windows,
          "%d of %d chunks were made in time"
              .formatted(round.chunkRoots.size(), round.terms.chunkCount()));
    } else if (round.status.isOpen() && !round.ready && line.now >= round.deadlineAt()) {
      finish(round, windows, "deadline passed");
    }
  }

  /** Takes no more; what is in the making is made first. */
  void finish(Round round, Windows windows, @Nullable String why) {
    if (windows.isMaking()) {
      round.become(RoundStatus.AGGREGATING);
      conclusion.show(round);
    } else if (windows.made > 0) {
      round.become(RoundStatus.AGGREGATING);
      conclusion.end(round, RoundStatus.COMPLETED, null);
    } else {
      conclusion.end(
          round,
          RoundStatus.FAILED,
          "%s: no window closed; %d updates waited, of which a window takes %d, or %d after %d ms"
              .formatted(
                  why == null ? "finished" : why,
                  windows.waiting.size(),
                  windows.terms.updates(),
                  round.terms.minStores(),
                  windows.terms.windowMs()));
    }
  }
}
