package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.figures.ChunkFate;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.UpdateChunk;

/**
 * Records that come ahead of their round's definition, which are parked and never refused for it,
 * and records that come after the decision, which are counted as late.
 */
final class Untimely {
  private static final Admission.Fault RETIRED =
      new Admission.Fault("late", "the round is retired");
  private static final Admission.Fault DECIDED =
      new Admission.Fault("late", "the round was decided before");

  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final Refusals refusals;

  Untimely(RoundShelf shelf, ReceiptStores receipts, Refusals refusals) {
    this.shelf = shelf;
    this.receipts = receipts;
    this.refusals = refusals;
  }

  /** A record of a round that has no definition: none yet, or none any more. */
  void withoutDefinition(Source source, String roundId, String storeId, long attemptId, long at) {
    if (shelf.closed(roundId) == null) {
      refusals.figures().parked();
      shelf.park(new RoundShelf.Parked(roundId, source.offset(), at));
    } else {
      refusals.reject(source, roundId, storeId, attemptId, RETIRED);
    }
  }

  /** A chunk of a round that is decided or closed. */
  void late(Source source, String roundId, UpdateChunk chunk) {
    int bytes = chunk.getPayload().remaining();
    refusals.figures().chunk(ChunkFate.LATE, bytes);
    if (shelf.closed(roundId) == CloseReason.RETIRED) {
      refusals.reject(source, roundId, chunk.getStoreId(), chunk.getAttemptId(), RETIRED);
      return;
    }
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    counts.late++;
    counts.lateBytes += bytes;
    shelf.counts(roundId, counts);
    refusals.tallyAgain(roundId);
    StoreAttempts store = receipts.attempts(roundId, chunk.getStoreId());
    StoreAttempts.Seen seen = store.attempt(chunk.getAttemptId());
    if (seen != null && !seen.late) {
      seen.late = true;
      receipts.put(roundId, chunk.getStoreId(), store);
      refusals.reject(source, roundId, chunk.getStoreId(), chunk.getAttemptId(), DECIDED);
    }
  }
}
