package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.figures.ChunkFate;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.privacy.UpdateNorm;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes in chunks and seals: admits or refuses them, adds a store's first attempt to the sums as it
 * comes, parks what cannot be judged yet, and counts everything.
 */
final class Accumulator {
  private final int partition;
  private final int partitions;
  private final Map<String, LiveRound> live;
  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final SealCheck sealCheck;
  private final Refusals refusals;
  private final Untimely untimely;
  private final OverAttempts overAttempts;
  private final Reports reports;

  Accumulator(
      int partition,
      int partitions,
      Map<String, LiveRound> live,
      RoundShelf shelf,
      ReceiptStores receipts,
      SealCheck sealCheck,
      Refusals refusals,
      Reports reports) {
    this.partition = partition;
    this.partitions = partitions;
    this.live = live;
    this.shelf = shelf;
    this.receipts = receipts;
    this.sealCheck = sealCheck;
    this.refusals = refusals;
    this.overAttempts = new OverAttempts(shelf, receipts);
    this.untimely = new Untimely(shelf, receipts, refusals);
    this.reports = reports;
  }

  /**
   * Takes in one chunk.
   *
   * @return whether something was reported that others wait for
   */
  boolean chunk(
      Source source, String topicRoundId, byte @Nullable [] key, UpdateChunk chunk, long at) {
    Admission.Fault names = Admission.faultOfNames(topicRoundId, key, chunk);
    if (names != null) {
      refusals.refuse(source, topicRoundId, null, null, names, chunk.getPayload().remaining());
      return false;
    }
    LiveRound round = live.get(topicRoundId);
    if (round == null && shelf.closed(topicRoundId) == null) {
      untimely.withoutDefinition(
          source, topicRoundId, chunk.getStoreId(), chunk.getAttemptId(), at);
      return false;
    }
    if (round == null || (round.decision != null && !round.plan.hasWindows())) {
      untimely.late(source, topicRoundId, chunk);
      return false;
    }
    Admission.Fault place = Admission.faultOfPlace(round.plan, partition, chunk);
    if (place != null) {
      refusals.refuse(
          source,
          topicRoundId,
          chunk.getStoreId(),
          chunk.getAttemptId(),
          place,
          chunk.getPayload().remaining());
      return false;
    }
    return admit(source, round, chunk);
  }

  private boolean admit(Source source, LiveRound round, UpdateChunk chunk) {
    String roundId = round.roundId;
    int bytes = chunk.getPayload().remaining();
    StoreAttempts store = receipts.attempts(roundId, chunk.getStoreId());
    if (round.plan.hasWindows()) {
      if (store.isOver(chunk.getAttemptId())) {
        refusals.figures().chunk(ChunkFate.LATE, bytes);
        overAttempts.late(roundId, bytes);
        return false;
      }
      overAttempts.begin(round.plan, store, chunk.getStoreId(), chunk.getAttemptId());
    }
    StoreAttempts.Seen seen = store.attempt(chunk.getAttemptId());
    if (seen == null) {
      refusals.refuse(
          source,
          roundId,
          chunk.getStoreId(),
          chunk.getAttemptId(),
          new Admission.Fault(
              "too_many_attempts",
              "at most " + StoreAttempts.MAX_TRACKED + " attempts of a store are followed"),
          bytes);
      return false;
    }
    if (seen.fault != null) {
      countRefused(roundId, seen.fault, bytes);
      return false;
    }
    if (seen.places.get(round.plan.placeOf(chunk.getChunkIndex()))) {
      countDuplicate(roundId, bytes);
      return false;
    }
    boolean reported = judge(source, round, store, seen, chunk);
    receipts.put(roundId, chunk.getStoreId(), store);
    return reported;
  }

  private void countRefused(String roundId, String reason, int bytes) {
    refusals.figures().chunk(ChunkFate.REFUSED, bytes);
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    counts.refuse(reason, bytes);
    shelf.counts(roundId, counts);
  }

  private void countDuplicate(String roundId, int bytes) {
    refusals.figures().chunk(ChunkFate.DUPLICATE, bytes);
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    counts.duplicate++;
    counts.duplicateBytes += bytes;
    shelf.counts(roundId, counts);
  }

  private boolean judge(
      Source source,
      LiveRound round,
      StoreAttempts store,
      StoreAttempts.Seen seen,
      UpdateChunk chunk) {
    ChunkSum sum = round.sum(chunk.getChunkIndex());
    boolean running = !round.plan.hasWindows() && store.isRunning(seen.attemptId) && sum.isKept();
    Admission.Fault fault = Admission.faultOfHead(round.plan, seen, chunk);
    if (fault == null) {
      fault = Admission.admit(round.plan, sum, chunk, running);
    }
    if (running && !sum.settle()) {
      round.giveUp(chunk.getChunkIndex());
    }
    int bytes = chunk.getPayload().remaining();
    if (fault != null) {
      seen.fault = fault.reason();
      countRefused(round.roundId, fault.reason(), bytes);
      refusals.reject(source, round.roundId, chunk.getStoreId(), chunk.getAttemptId(), fault);
      reports.bad(round.plan.definition(), source, chunk.getStoreId(), seen, fault);
      return true;
    }
    byte[] digest = new byte[chunk.getDigest().remaining()];
    chunk.getDigest().duplicate().get(digest);
    receipts.put(
        round.plan,
        chunk.getChunkIndex(),
        seen,
        new Receipt(
            chunk.getStoreId(),
            seen.attemptId,
            source.offset(),
            chunk.getWeight(),
            running,
            digest));
    refusals.figures().chunk(ChunkFate.ADMITTED, bytes);
    seen.places.set(round.plan.placeOf(chunk.getChunkIndex()));
    UpdateNorm norm = round.plan.norm(chunk);
    if (norm != null) {
      seen.norm = seen.norm == null ? norm : seen.norm.plus(norm);
    }
    seen.bytes += bytes;
    seen.weight = chunk.getWeight();
    seen.baseVersion = chunk.getBaseVersion();
    if (seen.chunks() < round.plan.chunkCount()) {
      return false;
    }
    seen.summarised = true;
    byte[] roots = round.plan.chunkCount() == 1 ? digest : roots(round, chunk);
    reports.whole(round.plan.definition(), source, chunk.getStoreId(), seen, roots);
    return true;
  }

  private byte[] roots(LiveRound round, UpdateChunk last) {
    ByteArrayOutputStream roots = new ByteArrayOutputStream();
    for (int index : round.plan.chunks()) {
      roots.writeBytes(
          Objects.requireNonNull(
                  receipts.receipt(round.roundId, index, last.getStoreId(), last.getAttemptId()))
              .digest());
    }
    return roots.toByteArray();
  }

  /**
   * Takes in a seal.
   *
   * @param record the value it came as
   * @return whether something was reported that others wait for
   */
  boolean seal(
      Source source,
      String topicRoundId,
      byte @Nullable [] key,
      UpdateSeal seal,
      byte[] record,
      long at) {
    Admission.Fault fault = Admission.faultOfNames(topicRoundId, key, seal);
    if (fault != null) {
      refusals.reject(source, topicRoundId, null, null, fault);
      return false;
    }
    LiveRound round = live.get(topicRoundId);
    RoundDefinition definition =
        round == null ? shelf.definition(topicRoundId) : round.plan.definition();
    if (definition == null) {
      untimely.withoutDefinition(source, topicRoundId, seal.getStoreId(), seal.getAttemptId(), at);
      return false;
    }
    Admission.Fault place = Admission.faultOfPlace(definition, partition, partitions);
    if (place != null) {
      refusals.reject(source, topicRoundId, seal.getStoreId(), seal.getAttemptId(), place);
      return false;
    }
    if (round == null) {
      refusals.tallyAgain(topicRoundId);
    }
    Verdict verdict = Admission.verdictOnSeal(definition, seal, record, sealCheck);
    refusals.figures().seal(verdict.isBelieved());
    reports.seal(definition, source, seal, verdict);
    return true;
  }
}
