package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.quorum.QuorumFold;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Tick;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would have become of a round under other rules: its partition of the round log is folded
 * again, up to the decision or the end of the round, with its entries as they would have been. What
 * stores did is taken as it was.
 */
public final class OtherHistory {
  private static final int VERSIONS_KEPT = 50;

  private final ReplayedRound actual;
  private final OtherRules rules;
  private final int untargeted;
  private final ReplayBooks books;
  private final QuorumFold fold;
  private boolean over;
  private Stamp last = new Stamp(0, 0);

  /**
   * How it came out.
   *
   * @param decided the decision; null when there is none
   * @param state the round's, when it was decided or over
   * @param atDeadline whether the log had to be carried on to the round's deadline, at which only
   *     time passes
   */
  public record Outcome(@Nullable DecidedModel decided, RoundState state, boolean atDeadline) {}

  private OtherHistory(LogSource log, ReplayedRound actual, OtherRules rules) {
    this.actual = actual;
    this.rules = rules;
    int partitions = log.partitions(Topics.ROUND_LOG);
    this.untargeted = untargeted(log, actual, rules);
    Codecs codecs = Codecs.with(new FingerprintDirectory());
    this.books =
        new ReplayBooks(
            codecs,
            partitions,
            definition -> definition.getRoundId().equals(actual.roundId()),
            bytes -> false,
            new DerivedNames(false));
    this.fold = QuorumFold.inMemory(codecs, partitions, VERSIONS_KEPT, books);
  }

  /**
   * What would have become of {@code actual}.
   *
   * @throws WhatIfRefusedException when that must not be told, or cannot be
   */
  public static Outcome of(LogSource log, ReplayedRound actual, OtherRules rules) {
    RoundDefinition definition = actual.definition();
    Alternatives.requireOpen(definition);
    if (definition.getWindows() != null) {
      throw new WhatIfRefusedException(
          "round %s goes on from window to window: under other rules its stores would have trained from other versions, and of that there are no updates"
              .formatted(actual.roundId()));
    }
    OtherHistory history = new OtherHistory(log, actual, rules);
    log.read(Topics.ROUND_LOG, actual.partition(), history::take);
    return history.outcome();
  }

  /** How many of the stores left out the round had asked. */
  private static int untargeted(LogSource log, ReplayedRound actual, OtherRules rules) {
    if (rules.withoutStores().isEmpty() || actual.definition().getTargetCount() == 0) {
      return 0;
    }
    int[] asked = new int[1];
    log.read(
        Topics.ROUND_LOG,
        actual.partition(),
        entry -> {
          RoundLogEntry read = entry.timestamp() < actual.definedAt() ? null : entry.readable();
          if (read != null
              && read.getEvent() instanceof RoundTargets targets
              && targets.getRoundId().equals(actual.roundId())) {
            asked[0] +=
                (int)
                    targets.getStoreIds().stream().filter(rules.withoutStores()::contains).count();
          }
        });
    if (asked[0] == actual.definition().getTargetCount()) {
      throw new WhatIfRefusedException(
          "round %s asked no other stores than those to leave out".formatted(actual.roundId()));
    }
    return asked[0];
  }

  private void take(LogEntry<RoundLogEntry> entry) {
    if (over || entry.isTombstone()) {
      return;
    }
    RoundLogEntry read = entry.readable();
    last = new Stamp(entry.offset(), entry.timestamp());
    if (read == null) {
      return; // set aside, whatever the rules
    }
    RoundLogEntry other =
        actual.roundId().equals(read.getRoundId()) ? rules.apply(read, untargeted) : read;
    if (other != null) {
      fold(other, entry.partition());
    }
  }

  private void fold(RoundLogEntry entry, int partition) {
    Source source = new Source(Topics.ROUND_LOG.name(), partition, last.offset());
    books.about(source, last);
    QuorumFold.Folded unused =
        fold.take(
            () -> {
              books.read(entry);
              return entry;
            },
            source,
            last);
    ReplayedRound round = books.rounds().get(actual.roundId());
    over = round != null && (!round.decisions().isEmpty() || round.isOver());
  }

  private Outcome outcome() {
    boolean atDeadline = false;
    ReplayedRound round = books.rounds().get(actual.roundId());
    if (!over && round != null && round.state() != null) {
      atDeadline = true;
      Instant deadline = round.state().getDeadlineAt();
      last = new Stamp(last.offset() + 1, Math.max(last.atMillis(), deadline.toEpochMilli()));
      fold(
          RoundLogEntry.newBuilder().setModelType("").setEvent(new Tick(deadline)).build(),
          actual.partition());
    }
    RoundState state = round == null ? null : round.state();
    if (round == null || state == null) {
      throw new WhatIfRefusedException("round %s would not have begun".formatted(actual.roundId()));
    }
    List<Decision> decisions = round.decisions();
    return new Outcome(
        decisions.isEmpty() ? null : round.model(decisions.get(0)), state, atDeadline);
  }
}
