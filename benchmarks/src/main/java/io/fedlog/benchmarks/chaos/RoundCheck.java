package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Everything that must hold of one round that is over, against what lies on the log. */
final class RoundCheck {
  /** With every aggregator away nobody can notice a deadline until one is back. */
  private static final Duration GRACE = Duration.ofSeconds(40);

  /** From the decision to the end: a model of a few megabytes, made by whoever is there. */
  private static final Duration TO_BE_MADE = Duration.ofSeconds(60);

  private final RoundOnLog round;
  private final UpdatesOnLog updates;
  private final List<String> violations = new ArrayList<>();

  private RoundCheck(RoundOnLog round, UpdatesOnLog updates) {
    this.round = round;
    this.updates = updates;
  }

  /** What is violated, one sentence each. */
  static List<String> violations(RoundOnLog round, UpdatesOnLog updates) {
    RoundCheck check = new RoundCheck(round, updates);
    check.ending(Objects.requireNonNull(round.state, "state"));
    check.counts(Objects.requireNonNull(round.metrics, "metrics"));
    check.decision();
    if (round.isCompleted()) {
      check.model(round.state, round.metrics);
    }
    check.violations.addAll(LedgerCheck.violations(round, updates));
    return check.violations;
  }

  /**
   * Whether the round's counts stand for all that its topic holds, late ones being added later, and
   * what they rest on is in the book.
   */
  static boolean isCounted(RoundOnLog round, UpdatesOnLog updates) {
    RoundMetrics metrics = round.metrics;
    return metrics != null
        && round.attemptsRefused() >= metrics.getAttemptsRejected()
        && round.partitionsTallied() == Installation.PARTITIONS
        && round.decisions.stream().allMatch(d -> round.roster.size() >= d.getRosterPages())
        && metrics.getChunksReceived() >= updates.chunks()
        && metrics.getAttemptsReceived() >= updates.attempts();
  }

  private void ending(RoundState end) {
    require(round.ends.size() == 1, "ended more than once: " + round.ends);
    if (!round.isCompleted()) {
      String reason = end.getReason();
      require(reason != null && !reason.isBlank(), "ended " + end.getStatus() + " with no reason");
    }
    Instant endedAt = end.getEndedAt();
    require(endedAt != null, "is over and does not say since when");
    Instant deadline = end.getDeadlineAt().plus(GRACE);
    boolean decided = !round.decisions.isEmpty();
    Instant first = Instant.ofEpochMilli(decided ? round.decidedAt : round.endedAt);
    require(
        !first.isAfter(deadline),
        (decided ? "decided at " : "ended at ") + first + ", deadline " + end.getDeadlineAt());
    Instant ended = Instant.ofEpochMilli(round.endedAt);
    require(
        !decided || !ended.isAfter(first.plus(TO_BE_MADE)),
        "decided at " + first + " and over only at " + ended);
  }

  /** The law: everything received has one fate; and what was received is what the topic holds. */
  private void counts(RoundMetrics m) {
    equal(
        "attempts received = the sum of their fates",
        m.getAttemptsReceived(),
        m.getAttemptsAggregated()
            + m.getAttemptsDuplicate()
            + m.getAttemptsLate()
            + m.getAttemptsIncomplete()
            + m.getAttemptsUnusedNotSelected()
            + m.getAttemptsUnusedFailed()
            + m.getAttemptsUnusedCancelled()
            + m.getAttemptsRejected());
    equal(
        "chunks received = the sum of their fates",
        m.getChunksReceived(),
        m.getChunksAggregated()
            + m.getChunksDuplicate()
            + m.getChunksLate()
            + m.getChunksIncomplete()
            + m.getChunksUnused()
            + m.getChunksRejected());
    equal(
        "bytes received = the sum of their fates",
        m.getBytesReceived(),
        m.getBytesAggregated()
            + m.getBytesDuplicate()
            + m.getBytesLate()
            + m.getBytesIncomplete()
            + m.getBytesUnused()
            + m.getBytesRejected());
    equal("attempts received = on the topic", m.getAttemptsReceived(), updates.attempts());
    equal("chunks received = on the topic", m.getChunksReceived(), updates.chunks());
    equal("bytes received = on the topic", m.getBytesReceived(), updates.bytes());
    require(m.getChunksRejected() == 0, "refused chunks, though all were good");
    require(
        m.getAttemptsIncomplete() <= updates.attempts() - updates.complete(),
        "attempts incomplete: %d, but the topic holds all of %d of %d"
            .formatted(m.getAttemptsIncomplete(), updates.complete(), updates.attempts()));
  }

  /** One decision, told to no partition twice. */
  private void decision() {
    if (round.decisions.isEmpty()) {
      require(!round.isCompleted(), "completed without a decision on the log");
      return;
    }
    Set<Decision> different = new HashSet<>(round.decisions);
    require(different.size() == 1, "decided more than once: " + different);
    require(
        new HashSet<>(round.decisionsPartitions).size() == round.decisions.size(),
        "told its decision twice to a partition: " + round.decisionsPartitions);
    Set<String> stores = new HashSet<>();
    for (RosterEntry entry : round.cohort()) {
      require(stores.add(entry.getStoreId()), entry.getStoreId() + " counts twice");
    }
    if (!round.isCompleted() && round.state != null) {
      violations.add(
          round.id() + ": was decided and not made; it ended with " + round.state.getReason());
    }
  }

  private void model(RoundState end, RoundMetrics metrics) {
    List<PlainModel.Update> cohort = new ArrayList<>();
    long bytes = 0;
    for (RosterEntry entry : round.cohort()) {
      Optional<PlainModel.Update> update = updates.update(entry);
      require(
          update.isPresent(),
          "counts attempt "
              + entry.getAttemptId()
              + " of "
              + entry.getStoreId()
              + ", of which the log does not hold all, or holds two versions");
      update.ifPresent(cohort::add);
      bytes += update.map(u -> u.payload().length).orElse(0);
    }
    equal("cohort's size", cohort.size(), round.decisions.get(0).getCohortSize());
    equal("attempts aggregated = cohort", metrics.getAttemptsAggregated(), cohort.size());
    equal(
        "chunks aggregated = the cohort's chunks",
        metrics.getChunksAggregated(),
        (long) cohort.size() * round.definition.getChunkCount());
    equal("bytes aggregated = the cohort's bytes", metrics.getBytesAggregated(), bytes);
    if (!violations.isEmpty()) {
      return;
    }
    String expected = PlainTree.sha256(new PlainModel(round.definition).of(cohort));
    require(
        expected.equals(end.getModelSha256()),
        "its model is " + end.getModelSha256() + ", recomputed it is " + expected);
    require(expected.equals(metrics.getModelSha256()), "the metrics name another model");
    require(
        round.chunks.values().stream().allMatch(same -> same.size() == 1),
        "a chunk of its model was published more than once");
    require(
        expected.equals(PlainTree.sha256(round.model())),
        "the published chunks are not the recomputed model");
    require(
        round.manifests.size() == 1
            && round.manifests.stream().map(ModelManifest::getSha256).allMatch(expected::equals),
        "its manifests are " + round.manifests);
  }

  private void equal(String what, long came, long expected) {
    require(came == expected, what + ": " + came + " and " + expected);
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      violations.add(round.id() + ": " + violation);
    }
  }
}
