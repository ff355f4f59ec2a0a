package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.figures.ChunkFate;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets records aside with a reason, and knows which rounds must be tallied again for it. */
final class Refusals {
  private final RoundShelf shelf;
  private final Emitter emitter;

  /**
   * Rounds of which something has come that their last tally does not count. The shelf has them
   * too: the task may be killed or move before it has told.
   */
  private final Set<String> toTally = new TreeSet<>();

  Refusals(RoundShelf shelf, Emitter emitter) {
    this.shelf = shelf;
    this.emitter = emitter;
    toTally.addAll(shelf.toTally());
  }

  /** Counts and sets aside a record that is part of no attempt. */
  void refuse(
      Source source,
      String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      Admission.Fault fault,
      int bytes) {
    figures().chunk(ChunkFate.REFUSED, bytes);
    if (shelf.definition(roundId) != null) {
      ChunkCounts counts = shelf.counts(roundId);
      counts.received++;
      counts.receivedBytes += bytes;
      counts.refuse(fault.reason(), bytes);
      shelf.counts(roundId, counts);
      tallyAgain(roundId);
    }
    reject(source, roundId, storeId, attemptId, fault);
  }

  /** Where what comes is counted. */
  AggregatorFigures figures() {
    return emitter.figures();
  }

  /** Sets aside a record that is counted elsewhere, or nowhere. */
  void reject(
      Source source,
      String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      Admission.Fault fault) {
    emitter.rejected(source, roundId, storeId, attemptId, fault.reason(), fault.detail());
  }

  /** The round's tally is no longer true, should it be closed. */
  void tallyAgain(String roundId) {
    if (toTally.add(roundId)) {
      shelf.markToTally(roundId);
    }
  }

  /** Whether there are rounds to tally again. */
  boolean hasToTally() {
    return !toTally.isEmpty();
  }

  /** Rounds whose tally is no longer true, closed or not; they are named once. */
  List<String> takeToTally() {
    List<String> taken = List.copyOf(toTally);
    taken.forEach(shelf::tallied);
    toTally.clear();
    return taken;
  }
}
