package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.schemas.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decided model's chunks: brings each sum to exactly the decided attempts, divides,
 * publishes and reports. What is missing is read from the log again, what is too much is read and
 * taken out. Sums that were not kept, and updates that are needed side by side, are read as a
 * whole, as many chunks at a time as there is memory.
 */
final class Finaliser {
  /** Chunks of each kind in one go, so that a large model does not hold up other records. */
  private static final int SLICE = 8;

  /** Chunks with all updates side by side that wait for their base: one is at work meanwhile. */
  private static final int COLLECTED_SLICE = 2;

  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final Rereads rereads;
  private final Publication publication;
  private final Reports reports;
  private final SumMemory.Share memory;
  private final BaseChunks bases;
  private final CentralNoise noise;
  private final ChunkMaking making;

  Finaliser(
      RoundShelf shelf,
      ReceiptStores receipts,
      Rereads rereads,
      Emitter emitter,
      Reports reports,
      SumMemory.Share memory,
      BaseChunks bases,
      CentralNoise noise) {
    this.noise = noise;
    this.making = new ChunkMaking(noise);
    this.shelf = shelf;
    this.receipts = receipts;
    this.rereads = rereads;
    this.publication = new Publication(emitter, reports);
    this.reports = reports;
    this.memory = memory;
    this.bases = bases;
  }

  /** Asks for everything that the sums of a round must hold after a restart, if there is room. */
  void rebuild(LiveRound round) {
    Map<Long, Purpose> wanted = new HashMap<>();
    for (int chunk : round.unpublished) {
      List<Long> running = new ArrayList<>();
      receipts.receipts(
          round.plan,
          chunk,
          receipt -> {
            if (receipt.running()) {
              running.add(receipt.offset());
            }
          });
      if (running.isEmpty()) {
        continue;
      }
      ChunkSum sum = round.sum(chunk);
      if (sum.isKept()) {
        sum.awaiting = running.size();
        running.forEach(offset -> wanted.put(offset, Purpose.ADD));
      } else {
        sum.lose();
      }
    }
    rereads.request(round.plan.definition().getUpdatesTopic(), wanted);
  }

  /** Does a slice of what a decided round still needs; whether that was the last. */
  boolean step(LiveRound round) {
    Decision decision = round.decision;
    if (decision == null || round.todo().isEmpty()) {
      return false;
    }
    Map<Long, Purpose> wanted = new HashMap<>();
    int toCompare = SLICE;
    boolean summing = round.pass() == LiveRound.Pass.SUM || round.pass() == LiveRound.Pass.WINDOW;
    int toBring = summing ? SLICE : COLLECTED_SLICE;
    int toFinish = summing && !round.plan.isMasked() ? SLICE : 1; // masks are long work
    for (int chunk : List.copyOf(round.todo())) {
      ChunkSum sum = round.known(chunk);
      if (sum.isKept() && sum.awaiting == 0 && !sum.corrected && toCompare-- > 0) {
        compare(round, chunk, sum, wanted, Receipt::running);
      }
      if (sum.corrected
          && sum.awaiting == 0
          && !round.masks.isAwaited()
          && toBring-- > 0
          && bases.isReady(round, chunk, sum)
          && toFinish-- > 0) {
        finish(round, decision, chunk, sum);
      }
    }
    if (!round.masks.isAwaited()) { // memory is for what can be finished
      begin(round, wanted);
    }
    rereads.request(round.plan.definition().getUpdatesTopic(), wanted);
    return round.todo().isEmpty();
  }

  /** Asks for all of the next chunks whose sums were not kept, as many as there is room for. */
  private void begin(LiveRound round, Map<Long, Purpose> wanted) {
    if (round.inTheMaking() > 0 && !memory.hasRoomToWork()) {
      return; // rather a long run a bit later than many short ones
    }
    for (int chunk : round.todo()) {
      ChunkSum sum = round.known(chunk);
      if (!sum.isKept()) {
        if (!round.begin(chunk)) {
          return;
        }
        compare(round, chunk, sum, wanted, receipt -> false);
      }
    }
  }

  private void compare(
      LiveRound round,
      int chunk,
      ChunkSum sum,
      Map<Long, Purpose> wanted,
      Predicate<Receipt> isIn) {
    sum.corrected = true;
    if (sum.broken != null) {
      return;
    }
    Map<Long, Purpose> different = new HashMap<>();
    int[] found = new int[1];
    receipts.receipts(
        round.plan,
        chunk,
        receipt -> {
          Long attempt = round.wanted.get(receipt.storeId());
          boolean decided = attempt != null && attempt == receipt.attemptId();
          found[0] += decided ? 1 : 0;
          if (decided != isIn.test(receipt)) {
            different.put(receipt.offset(), decided ? Purpose.ADD : Purpose.SUBTRACT);
          }
        });
    if (found[0] != round.wanted.size()) {
      sum.broken =
          "receipts of %d of the %d decided updates".formatted(found[0], round.wanted.size());
      return;
    }
    sum.awaiting = different.size();
    wanted.putAll(different);
  }

  private void finish(LiveRound round, Decision decision, int chunk, ChunkSum sum) {
    String failure = ChunkMaking.fault(round, sum);
    if (failure == null) {
      try {
        failure =
            round.pass() == LiveRound.Pass.MEASURE
                ? measure(round, sum)
                : publication.publish(
                    round,
                    decision,
                    chunk,
                    making.model(round, decision, chunk, sum),
                    sum.content.updates(),
                    noise.keyId(round));
      } catch (FinaliseException e) {
        failure = String.valueOf(e.getMessage());
      } catch (RuntimeException e) { // a method that users brought along
        failure = "the aggregation method failed: " + e;
      }
    }
    if (failure != null) {
      reports.finaliseFailed(round.plan.definition(), decision.getVersion(), chunk, failure);
    }
    if (round.pass() == LiveRound.Pass.MEASURE) {
      measured(round, chunk);
    } else {
      shelf.published(round.roundId, chunk);
      round.published(chunk);
    }
  }

  private static @Nullable String measure(LiveRound round, ChunkSum sum) {
    ChunkMaking.measure(round, sum);
    return null;
  }

  /** A report of all chunks here: the second decision comes when every partition has made one. */
  private void measured(LiveRound round, int chunk) {
    round.measured(chunk);
    if (round.todo().isEmpty()) {
      reports.measured(round.plan.definition(), round.distances().toBytes());
    }
  }
}
