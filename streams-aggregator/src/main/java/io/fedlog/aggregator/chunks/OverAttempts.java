package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.AttemptFate;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In rounds with windows: gives the chunks of attempts that are over their fate and forgets all of
 * them but the store's mark, so that they are counted once and hold no room.
 */
final class OverAttempts {
  private final RoundShelf shelf;
  private final ReceiptStores receipts;

  OverAttempts(RoundShelf shelf, ReceiptStores receipts) {
    this.shelf = shelf;
    this.receipts = receipts;
  }

  /** The quorum says that no window takes the attempt. */
  void over(ChunkPlan plan, @Nullable Window inTheMaking, AttemptOver over) {
    boolean decided =
        inTheMaking != null
            && inTheMaking.getEntries().stream()
                .anyMatch(
                    entry ->
                        entry.getAttemptId() == over.getAttemptId()
                            && entry.getStoreId().equals(over.getStoreId()));
    if (!decided) { // one that is decided and heard of again stays decided
      String reason = Optional.ofNullable(over.getReason()).orElse("refused");
      forget(plan, over.getStoreId(), over.getAttemptId(), over.getFate(), reason);
    }
  }

  /** A store begins another attempt: those not whole here will never be. */
  void begin(ChunkPlan plan, StoreAttempts store, String storeId, long attemptId) {
    if (store.newest() >= attemptId) {
      return;
    }
    ChunkCounts counts = shelf.counts(plan.definition().getRoundId());
    boolean any = false;
    for (StoreAttempts.Seen seen : List.copyOf(store.all())) {
      if (!seen.summarised && seen.fault == null) {
        count(counts, seen, AttemptFate.INCOMPLETE, "");
        forgetReceipts(plan, storeId, seen);
        store.forget(seen.attemptId);
        any = true;
      }
    }
    if (any) {
      shelf.counts(plan.definition().getRoundId(), counts);
    }
  }

  /** The version of a window was made, or never will be. */
  void settle(ChunkPlan plan, Window window, boolean made, CloseReason reason) {
    String roundId = plan.definition().getRoundId();
    ChunkCounts counts = shelf.counts(roundId);
    for (WindowEntry entry : window.getEntries()) {
      StoreAttempts store = receipts.attempts(roundId, entry.getStoreId());
      StoreAttempts.Seen seen = store.known(entry.getAttemptId());
      if (seen != null) {
        counts.received += seen.chunks();
        counts.receivedBytes += seen.bytes;
        if (made) {
          counts.aggregated += seen.chunks();
          counts.aggregatedBytes += seen.bytes;
        } else if (reason == CloseReason.CANCELLED) {
          counts.cancelled += seen.chunks();
          counts.cancelledBytes += seen.bytes;
        } else {
          counts.failed += seen.chunks();
          counts.failedBytes += seen.bytes;
        }
        forgetReceipts(plan, entry.getStoreId(), seen);
      }
      store.forget(entry.getAttemptId());
      receipts.put(roundId, entry.getStoreId(), store);
    }
    shelf.counts(roundId, counts);
  }

  private void forget(
      ChunkPlan plan, String storeId, long attemptId, AttemptFate fate, String reason) {
    String roundId = plan.definition().getRoundId();
    StoreAttempts store = receipts.attempts(roundId, storeId);
    StoreAttempts.Seen seen = store.known(attemptId);
    if (seen != null) {
      ChunkCounts counts = shelf.counts(roundId);
      count(counts, seen, fate, reason);
      shelf.counts(roundId, counts);
      forgetReceipts(plan, storeId, seen);
    }
    store.forget(attemptId);
    receipts.put(roundId, storeId, store);
  }

  private static void count(
      ChunkCounts counts, StoreAttempts.Seen seen, AttemptFate fate, String reason) {
    int chunks = seen.chunks();
    counts.received += chunks;
    counts.receivedBytes += seen.bytes;
    if (seen.fault != null) {
      counts.refuse(seen.fault, chunks, seen.bytes);
      return;
    }
    switch (fate) {
      case DUPLICATE -> {
        counts.duplicate += chunks;
        counts.duplicateBytes += seen.bytes;
      }
      case LATE -> {
        counts.late += chunks;
        counts.lateBytes += seen.bytes;
      }
      case INCOMPLETE -> {
        counts.incomplete += chunks;
        counts.incompleteBytes += seen.bytes;
      }
      case NOT_SELECTED -> {
        counts.notSelected += chunks;
        counts.notSelectedBytes += seen.bytes;
      }
      case REJECTED -> counts.refuse(reason, chunks, seen.bytes);
    }
  }

  /** A chunk of an attempt that is over: counted, and forgotten at once. */
  void late(String roundId, int bytes) {
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    counts.late++;
    counts.lateBytes += bytes;
    shelf.counts(roundId, counts);
  }

  private void forgetReceipts(ChunkPlan plan, String storeId, StoreAttempts.Seen seen) {
    if (plan.chunkCount() == 1) {
      return; // it goes with the attempt
    }
    for (int chunk : plan.chunks()) {
      if (seen.places.get(plan.placeOf(chunk))) {
        receipts.forgetReceipt(plan.definition().getRoundId(), chunk, storeId, seen.attemptId);
      }
    }
  }
}
