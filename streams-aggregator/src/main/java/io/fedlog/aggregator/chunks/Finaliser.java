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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decided model's chunks: brings each sum to exactly the decided attempts, divides,
 * publishes and reports. What is missing is read from the log again, what is too much is read and
 * taken out.
 */
final class Finaliser {
  /** Chunks made in one go, so that a large model does not hold up the task's other records. */
  private static final int SLICE = 16;

  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final Rereads rereads;
  private final Emitter emitter;
  private final Reports reports;

  Finaliser(
      RoundShelf shelf, ReceiptStores receipts, Rereads rereads, Emitter emitter, Reports reports) {
    this.shelf = shelf;
    this.receipts = receipts;
    this.rereads = rereads;
    this.emitter = emitter;
    this.reports = reports;
  }

  /** Asks for everything that the sums of a round must hold after a restart. */
  void rebuild(LiveRound round) {
    Map<Long, Purpose> wanted = new HashMap<>();
    for (int chunk : round.unpublished) {
      receipts.receipts(
          round.roundId,
          chunk,
          receipt -> {
            if (receipt.running()) {
              wanted.put(receipt.offset(), Purpose.ADD);
              round.sum(chunk).awaiting++;
            }
          });
    }
    rereads.request(round.plan.definition().getUpdatesTopic(), wanted);
  }

  /** Does a slice of what a decided round still needs; whether anything was published. */
  boolean step(LiveRound round) {
    Decision decision = round.decision;
    if (decision == null) {
      return false;
    }
    boolean any = false;
    int left = SLICE;
    for (int chunk : List.copyOf(round.unpublished)) {
      if (left-- == 0) {
        break;
      }
      ChunkSum sum = round.sum(chunk);
      if (sum.awaiting == 0 && !sum.corrected) {
        correct(round, chunk, sum);
      }
      if (sum.awaiting == 0) {
        finish(round, decision, chunk, sum);
        any = true;
      } else {
        left++; // waiting costs nothing: go on to the next
      }
    }
    return any;
  }

  private void correct(LiveRound round, int chunk, ChunkSum sum) {
    sum.corrected = true;
    Map<Long, Purpose> wanted = new HashMap<>();
    int[] found = new int[1];
    receipts.receipts(
        round.roundId,
        chunk,
        receipt -> {
          Long decided = round.wanted.get(receipt.storeId());
          boolean in = decided != null && decided == receipt.attemptId();
          found[0] += in ? 1 : 0;
          if (in != receipt.running()) {
            wanted.put(receipt.offset(), in ? Purpose.ADD : Purpose.SUBTRACT);
          }
        });
    if (found[0] != round.wanted.size()) {
      sum.broken =
          "receipts of %d of the %d decided updates".formatted(found[0], round.wanted.size());
      return;
    }
    sum.awaiting = wanted.size();
    rereads.request(round.plan.definition().getUpdatesTopic(), wanted);
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
