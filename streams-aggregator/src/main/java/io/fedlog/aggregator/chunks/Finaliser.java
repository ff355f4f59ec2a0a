package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decided model's chunks: brings each sum to exactly the decided attempts, divides,
 * publishes and reports. What is missing is read from the log again, what is too much is read and
 * taken out. Sums that were not kept are read as a whole, as many at a time as there is memory.
 */
final class Finaliser {
  /** Chunks of each kind in one go, so that a large model does not hold up other records. */
  private static final int SLICE = 8;

  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final Rereads rereads;
  private final Emitter emitter;
  private final Reports reports;
  private final SumMemory.Share memory;

  Finaliser(
      RoundShelf shelf,
      ReceiptStores receipts,
      Rereads rereads,
      Emitter emitter,
      Reports reports,
      SumMemory.Share memory) {
    this.shelf = shelf;
    this.receipts = receipts;
    this.rereads = rereads;
    this.emitter = emitter;
    this.reports = reports;
    this.memory = memory;
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
    if (decision == null || round.unpublished.isEmpty()) {
      return false;
    }
    Map<Long, Purpose> wanted = new HashMap<>();
    int toCompare = SLICE;
    int toFinish = SLICE;
    for (int chunk : List.copyOf(round.unpublished)) {
      ChunkSum sum = round.known(chunk);
      if (sum.isKept() && sum.awaiting == 0 && !sum.corrected && toCompare-- > 0) {
        compare(round, chunk, sum, wanted, Receipt::running);
      }
      if (sum.corrected && sum.awaiting == 0 && toFinish-- > 0) {
        finish(round, decision, chunk, sum);
      }
    }
    begin(round, wanted);
    rereads.request(round.plan.definition().getUpdatesTopic(), wanted);
    return round.unpublished.isEmpty();
  }

  /** Asks for all of the next chunks whose sums were not kept, as many as there is room for. */
  private void begin(LiveRound round, Map<Long, Purpose> wanted) {
    if (round.inTheMaking() > 0 && !memory.hasRoomToWork()) {
      return; // rather a long run a bit later than many short ones
    }
    for (int chunk : round.unpublished) {
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
    RoundDefinition definition = round.plan.definition();
    String failure = sum.broken;
    if (failure == null) {
      try {
        byte[] model =
            sum.aggregate.finalise(
                new FinaliseTerms(decision.getTotalWeight(), decision.getCohortSize(), null, null));
        failure = publish(definition, decision, chunk, model, round.wanted.size());
      } catch (FinaliseException e) {
        failure = String.valueOf(e.getMessage());
      } catch (RuntimeException e) { // a method that users brought along
        failure = "the aggregation method failed: " + e;
      }
    }
    if (failure != null) {
      reports.finaliseFailed(definition, chunk, failure);
    }
    shelf.published(round.roundId, chunk);
    round.published(chunk);
  }

  private @Nullable String publish(
      RoundDefinition definition, Decision decision, int chunk, byte[] model, int updates) {
    byte[] root = TreeHash.of(model);
    String key = Keys.modelChunk(definition.getModelType(), decision.getVersion(), chunk);
    ModelRecord record =
        new ModelRecord(
            new ModelChunk(
                definition.getModelType(),
                decision.getVersion(),
                chunk,
                ByteBuffer.wrap(root),
                ByteBuffer.wrap(model)));
    if (!emitter.model(key, record)) {
      return "its " + model.length + " bytes do not fit a record";
    }
    reports.published(definition, decision.getVersion(), chunk, root, model.length, updates);
    return null;
  }
}
