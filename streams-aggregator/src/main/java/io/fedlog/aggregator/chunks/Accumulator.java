package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Source;
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
    if (round == null || round.decision != null) {
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
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    boolean reported = false;
    if (seen.fault != null) {
      counts.refuse(seen.fault, bytes);
    } else if (receipts.receipt(
            roundId, chunk.getChunkIndex(), chunk.getStoreId(), chunk.getAttemptId())
        != null) {
      counts.duplicate++;
      counts.duplicateBytes += bytes;
    } else {
      reported = judge(source, round, store, seen, chunk, counts);
      receipts.put(roundId, chunk.getStoreId(), store);
    }
    shelf.counts(roundId, counts);
    return reported;
  }

  private boolean judge(
      Source source,
      LiveRound round,
      StoreAttempts store,
      StoreAttempts.Seen seen,
      UpdateChunk chunk,
      ChunkCounts counts) {
    ChunkSum sum = round.sum(chunk.getChunkIndex());
    Admission.Fault fault = Admission.faultOfContent(round.plan, sum.aggregate, chunk);
    if (fault == null && seen.chunks > 0 && seen.weight != chunk.getWeight()) {
      fault = new Admission.Fault("weight_mismatch", "chunks of one attempt differ in weight");
    }
    boolean running = store.isRunning(seen.attemptId) && sum.isKept();
    if (fault == null && running) {
      fault = add(sum, chunk);
      if (!sum.settle()) {
        round.giveUp(chunk.getChunkIndex());
      }
    }
    if (fault != null) {
      seen.fault = fault.reason();
      counts.refuse(fault.reason(), chunk.getPayload().remaining());
      refusals.reject(source, round.roundId, chunk.getStoreId(), chunk.getAttemptId(), fault);
      reports.bad(round.plan.definition(), source, chunk.getStoreId(), seen, fault);
      return true;
    }
    byte[] digest = new byte[chunk.getDigest().remaining()];
    chunk.getDigest().duplicate().get(digest);
    receipts.put(
        round.roundId,
        chunk.getChunkIndex(),
        new Receipt(
            chunk.getStoreId(),
            seen.attemptId,
            source.offset(),
            chunk.getWeight(),
            running,
            digest));
    seen.chunks++;
    seen.bytes += chunk.getPayload().remaining();
    seen.weight = chunk.getWeight();
    seen.baseVersion = chunk.getBaseVersion();
    if (seen.chunks < round.plan.chunkCount()) {
      return false;
    }
    seen.summarised = true;
    reports.whole(round.plan.definition(), source, chunk.getStoreId(), seen, roots(round, chunk));
    return true;
  }

  private static Admission.@Nullable Fault add(ChunkSum sum, UpdateChunk chunk) {
    try {
      sum.aggregate.add(chunk.getPayload(), chunk.getWeight());
      return null;
    } catch (RuntimeException e) { // leaves the sum as it was
      return Admission.methodFailed(e);
    }
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
   * @return whether something was reported that others wait for
   */
  boolean seal(
      Source source, String topicRoundId, byte @Nullable [] key, UpdateSeal seal, long at) {
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
    Admission.Fault verdict = Admission.faultOfSeal(definition, seal, sealCheck);
    reports.seal(definition, source, seal, verdict);
    return true;
  }
}
