package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.quorum.QuorumFold;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Folds the round log from its beginning by the quorum's own code, and keeps what follows for some
 * of its rounds. Memory is that of a live quorum, and what is kept; the log itself is read entry by
 * entry.
 */
public final class RoundLogReplay {
  /** Which versions stay readable follows from a setting that a replay does not know. */
  private static final int VERSIONS_KEPT = 50;

  /** Between two signs of progress. */
  private static final int ENTRIES = 10_000;

  private static final int HEAP_PARTS = 8;

  private final LogSource log;
  private final int partitions;

  /** What it emits is never written, so that no registry is asked for an id, nor told of one. */
  private final Codecs codecs = Codecs.with(new FingerprintDirectory());

  private final List<Fold> folds = new ArrayList<>();
  private final Predicate<RoundDefinition> wanted;
  private final LongConsumer progress;
  private final DerivedNames names;
  private long entries;
  private long rootBytes;

  /** One partition's. */
  private record Fold(ReplayBooks books, QuorumFold quorum) {}

  private RoundLogReplay(
      LogSource log,
      int partitions,
      Predicate<RoundDefinition> wanted,
      LongConsumer progress,
      DerivedNames names) {
    this.names = names;
    this.log = log;
    this.partitions = partitions;
    this.wanted = wanted;
    this.progress = progress;
  }

  /**
   * Folds the whole log.
   *
   * @param wanted which rounds to keep
   * @param progress is told now and then how many entries were folded
   * @throws IllegalStateException when the beginning of the round log was deleted
   * @return the rounds, in the order of their definitions in each partition
   */
  public static List<ReplayedRound> of(
      LogSource log, Predicate<RoundDefinition> wanted, LongConsumer progress) {
    return fold(log, wanted, progress, new DerivedNames(false)).rounds();
  }

  /** The same, with all names that the log makes, of other rounds too. */
  public static FoldedLog fold(
      LogSource log, Predicate<RoundDefinition> wanted, LongConsumer progress) {
    return fold(log, wanted, progress, new DerivedNames(true));
  }

  private static FoldedLog fold(
      LogSource log, Predicate<RoundDefinition> wanted, LongConsumer progress, DerivedNames names) {
    RoundLogReplay replay =
        new RoundLogReplay(log, log.partitions(Topics.ROUND_LOG), wanted, progress, names);
    return new FoldedLog(replay.rounds(), names);
  }

  private List<ReplayedRound> rounds() {
    if (log.isTrimmed(Topics.ROUND_LOG)) {
      throw new IllegalStateException(
          "The beginning of fl.round-log was deleted; a replay needs all of it, for every decision"
              + " rests on what came before. Restore the topic from a backup.");
    }
    for (int partition = 0; partition < partitions; partition++) {
      ReplayBooks books = new ReplayBooks(codecs, partitions, wanted, this::hasRoom, names);
      folds.add(new Fold(books, QuorumFold.inMemory(codecs, partitions, VERSIONS_KEPT, books)));
    }
    log.read(Topics.ROUND_LOG, Instant.EPOCH, this::take);
    progress.accept(entries);
    folds.forEach(fold -> fold.books().close());
    Map<String, ReplayedRound> rounds = new LinkedHashMap<>();
    for (Fold fold : folds) {
      // a round's id may have been refused to another model type: the one that was begun counts
      fold.books()
          .rounds()
          .forEach(
              (id, round) -> rounds.merge(id, round, (one, other) -> one.isBegun() ? one : other));
    }
    return List.copyOf(rounds.values());
  }

  /** Roots of updates may take a part of the heap; those of other rounds are read again. */
  private boolean hasRoom(int bytes) {
    rootBytes += bytes;
    return rootBytes <= Runtime.getRuntime().maxMemory() / HEAP_PARTS;
  }

  private void take(LogEntry<RoundLogEntry> entry) {
    names.ends.put(entry.partition(), new Stamp(entry.offset(), entry.timestamp()));
    if (entry.isTombstone()) {
      return;
    }
    Fold fold = folds.get(entry.partition());
    Source source = new Source(Topics.ROUND_LOG.name(), entry.partition(), entry.offset());
    Stamp stamp = new Stamp(entry.offset(), entry.timestamp());
    fold.books().about(source, stamp);
    QuorumFold.Folded unused =
        fold.quorum()
            .take(
                () -> {
                  RoundLogEntry read = entry.value();
                  fold.books().read(read);
                  return read;
                },
                source,
                stamp);
    if (++entries % ENTRIES == 0) {
      progress.accept(entries);
    }
  }
}
