package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.AttemptReference;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Fates;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives every chunk that came to one partition its fate once the round is over. */
final class Tally {
  /** A store id has at most 120 characters of 4 bytes, so that a page stays under 256 KiB. */
  private static final int ATTEMPTS_A_PAGE = 512;

  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final int partition;

  Tally(RoundShelf shelf, ReceiptStores receipts, int partition) {
    this.shelf = shelf;
    this.receipts = receipts;
    this.partition = partition;
  }

  /** Chunks and bytes by fate. */
  private static final class Sums {
    /** All that was admitted; what was not is counted as it comes. */
    long[] admitted = new long[2];

    long[] aggregated = new long[2];
    long[] duplicate = new long[2];
    long[] incomplete = new long[2];
    long[] unused = new long[2];
    final Map<String, long[]> rejected = new HashMap<>();

    static void add(long[] sum, StoreAttempts.Seen seen) {
      sum[0] += seen.chunks();
      sum[1] += seen.bytes;
    }
  }

  /**
   * The partition's count of a closed round: one record, or several with the same counts when the
   * attempts to be named do not fit one.
   */
  List<RoundTally> of(String roundId, CloseReason reason) {
    Decision decision = shelf.decision(roundId);
    Map<String, Long> cohort =
        decision == null || reason != CloseReason.COMPLETED
            ? Map.of()
            : Rosters.cohort(decision, shelf.roster(roundId));
    boolean made = reason == CloseReason.COMPLETED;
    Map<String, Long> completed = made ? Rosters.completed(shelf.roster(roundId)) : Map.of();
    ChunkCounts counts = shelf.counts(roundId);
    Sums sums = new Sums();
    RoundDefinition definition = shelf.definition(roundId);
    boolean windows = definition != null && definition.getWindows() != null;
    counts.refused.forEach((name, n) -> sums.rejected.put(name, n.clone()));
    List<AttemptReference> open = new ArrayList<>();
    List<AttemptReference> late = new ArrayList<>();
    receipts.attempts(
        roundId,
        (storeId, store) -> {
          for (StoreAttempts.Seen seen : store.all()) {
            Sums.add(sums.admitted, seen);
            Long decided = cohort.get(storeId);
            if (seen.fault != null) {
              Sums.add(sums.rejected.computeIfAbsent(seen.fault, name -> new long[2]), seen);
            } else if (decided != null && decided == seen.attemptId) {
              Sums.add(sums.aggregated, seen);
            } else if (seen.summarised
                && (windows || !made || isIn(completed.get(storeId), seen))) {
              Sums.add(sums.unused, seen);
            } else if (seen.summarised) { // whole here, but not all of it is elsewhere
              Sums.add(decided == null ? sums.incomplete : sums.duplicate, seen);
            } else {
              Sums.add(sums.incomplete, seen);
              (seen.late ? late : open).add(new AttemptReference(storeId, seen.attemptId));
            }
          }
        });
    RoundTally.Builder page =
        RoundTally.newBuilder()
            .setPartition(partition)
            .setChunks(fates(reason, counts, sums, 0))
            .setBytes(fates(reason, counts, sums, 1));
    List<RoundTally> pages = new ArrayList<>();
    slices(open)
        .forEach(
            slice -> pages.add(page.setOpenAttempts(slice).setLateAttempts(List.of()).build()));
    slices(late)
        .forEach(
            slice -> pages.add(page.setOpenAttempts(List.of()).setLateAttempts(slice).build()));
    return pages.isEmpty()
        ? List.of(page.setOpenAttempts(List.of()).setLateAttempts(List.of()).build())
        : pages;
  }

  private static boolean isIn(@Nullable Long attemptId, StoreAttempts.Seen seen) {
    return attemptId != null && attemptId == seen.attemptId;
  }

  private static List<List<AttemptReference>> slices(List<AttemptReference> attempts) {
    List<List<AttemptReference>> slices = new ArrayList<>();
    for (int from = 0; from < attempts.size(); from += ATTEMPTS_A_PAGE) {
      slices.add(attempts.subList(from, Math.min(from + ATTEMPTS_A_PAGE, attempts.size())));
    }
    return slices;
  }

  private static Fates fates(CloseReason reason, ChunkCounts counts, Sums sums, int unit) {
    Map<String, Long> rejected = new HashMap<>();
    sums.rejected.forEach((name, n) -> rejected.put(name, n[unit]));
    long unused = sums.unused[unit];
    return Fates.newBuilder()
        .setReceived(sums.admitted[unit] + (unit == 0 ? counts.received : counts.receivedBytes))
        .setAggregated(
            sums.aggregated[unit] + (unit == 0 ? counts.aggregated : counts.aggregatedBytes))
        .setDuplicate(sums.duplicate[unit] + (unit == 0 ? counts.duplicate : counts.duplicateBytes))
        .setLate(unit == 0 ? counts.late : counts.lateBytes)
        .setIncomplete(
            sums.incomplete[unit] + (unit == 0 ? counts.incomplete : counts.incompleteBytes))
        .setUnusedNotSelected(
            (reason == CloseReason.COMPLETED ? unused : 0)
                + (unit == 0 ? counts.notSelected : counts.notSelectedBytes))
        .setUnusedFailed(
            (reason == CloseReason.COMPLETED || reason == CloseReason.CANCELLED ? 0 : unused)
                + (unit == 0 ? counts.failed : counts.failedBytes))
        .setUnusedCancelled(
            (reason == CloseReason.CANCELLED ? unused : 0)
                + (unit == 0 ? counts.cancelled : counts.cancelledBytes))
        .setRejected(rejected)
        .build();
  }
}
