package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What comes after the calm: waits for a schedule's rounds to end and holds each to the log. */
final class Inspection {
  private static final Duration UNTIL_OVER = Duration.ofSeconds(120);
  private static final Duration NOTHING_NEW = Duration.ofSeconds(2);
  private static final Duration UNTIL_COUNTED = Duration.ofSeconds(60);

  private final Installation installation;
  private final Tally tally;
  private final List<String> violations = new ArrayList<>();

  Inspection(Installation installation, Tally tally) {
    this.installation = installation;
    this.tally = tally;
  }

  /** Inspects the rounds that fit; what is violated, one sentence each. */
  List<String> inspect(Predicate<RoundOnLog> which) throws InterruptedException {
    LogBook book = installation.book();
    List<RoundOnLog> rounds;
    boolean over;
    do { // a coordinator may define one more round before it hears that its plan was stopped
      over = book.await(() -> book.rounds(which).stream().allMatch(RoundOnLog::isOver), UNTIL_OVER);
      rounds = book.rounds(which);
    } while (over && oneMore(which, rounds.size()));
    for (RoundOnLog round : rounds) {
      if (round.isOver()) {
        inspect(round);
      } else {
        violations.add(
            round.id()
                + ": is not over, "
                + UNTIL_OVER.toSeconds()
                + " s after the calm began; last it was "
                + (round.state == null ? "unknown to the aggregator" : round.state.getStatus()));
      }
    }
    return violations;
  }

  private boolean oneMore(Predicate<RoundOnLog> which, int known) throws InterruptedException {
    LogBook book = installation.book();
    return book.await(() -> book.rounds(which).size() > known, NOTHING_NEW);
  }

  private void inspect(RoundOnLog round) throws InterruptedException {
    LogBook book = installation.book();
    UpdatesOnLog updates = UpdatesOnLog.read(round.definition, installation.reader());
    boolean counted = book.await(() -> RoundCheck.isCounted(round, updates), UNTIL_COUNTED);
    if (round.metrics == null) {
      violations.add(round.id() + ": is over and was never counted");
      return;
    }
    if (counted && round.isCompleted()) {
      boolean unused = book.await(() -> round.chunks.size() == chunks(round), UNTIL_COUNTED);
    }
    violations.addAll(book.read(() -> RoundCheck.violations(round, updates)));
    book.read(
        () -> {
          tally.count(round);
          round.forgetBytes();
          return round;
        });
  }

  private static int chunks(RoundOnLog round) {
    return round.manifests.stream().mapToInt(m -> m.getChunkCount()).findFirst().orElse(0);
  }

  /** Sums over all rounds inspected. */
  static final class Tally {
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Long> attempts = new TreeMap<>();
    private long chunks;
    private long bytes;

    private void count(RoundOnLog round) {
      RoundState state = round.state;
      RoundMetrics m = round.metrics;
      if (state == null || m == null) {
        return;
      }
      ends.merge(state.getStatus().name().toLowerCase(java.util.Locale.ROOT), 1, Integer::sum);
      if (state.getReason() != null) {
        reasons.merge(state.getReason().replaceAll("[0-9]+", "n"), 1, Integer::sum);
      }
      chunks += m.getChunksReceived();
      bytes += m.getBytesReceived();
      add("received", m.getAttemptsReceived());
      add("aggregated", m.getAttemptsAggregated());
      add("duplicate", m.getAttemptsDuplicate());
      add("late", m.getAttemptsLate());
      add("incomplete", m.getAttemptsIncomplete());
      add("unused", m.getAttemptsUnusedNotSelected());
      add("unused", m.getAttemptsUnusedFailed());
      add("unused", m.getAttemptsUnusedCancelled());
      add("rejected", m.getAttemptsRejected());
    }

    private void add(String fate, long count) {
      attempts.merge(fate, count, Long::sum);
    }

    int rounds() {
      return ends.values().stream().mapToInt(Integer::intValue).sum();
    }

    int ended(String how) {
      return ends.getOrDefault(how, 0);
    }

    long attempts(String fate) {
      return attempts.getOrDefault(fate, 0L);
    }

    long chunks() {
      return chunks;
    }

    long bytes() {
      return bytes;
    }

    /** Why rounds failed or were cancelled, and how often. */
    String reasons() {
      return reasons.entrySet().stream()
          .map(entry -> entry.getValue() + " x " + entry.getKey())
          .collect(Collectors.joining("; "));
    }
  }
}
