package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  private final Emitter emitter;
  private final Reports reports;

  /** Closed rounds of which something has come since they were last tallied. */
  private final Set<String> toTally = new TreeSet<>();

  Accumulator(
      int partition,
      int partitions,
      Map<String, LiveRound> live,
      RoundShelf shelf,
      ReceiptStores receipts,
      SealCheck sealCheck,
      Emitter emitter,
      Reports reports) {
    this.partition = partition;
    this.partitions = partitions;
    this.live = live;
    this.shelf = shelf;
    this.receipts = receipts;
    this.sealCheck = sealCheck;
    this.emitter = emitter;
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
      refuse(source, topicRoundId, null, null, names, chunk.getPayload().remaining());
      return false;
    }
    LiveRound round = live.get(topicRoundId);
    if (round == null || round.decision != null) {
      return tooEarlyOrLate(source, topicRoundId, chunk, at);
    }
    Admission.Fault place = Admission.faultOfPlace(round.plan, partition, chunk);
    if (place != null) {
      refuse(
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
      refuse(
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
    boolean running = store.isRunning(seen.attemptId);
    if (fault == null && running) {
      fault = add(sum, chunk);
    }
    if (fault != null) {
      seen.fault = fault.reason();
      counts.refuse(fault.reason(), chunk.getPayload().remaining());
      reject(source, round.roundId, chunk.getStoreId(), chunk.getAttemptId(), fault);
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

  private boolean tooEarlyOrLate(Source source, String roundId, UpdateChunk chunk, long at) {
    CloseReason closed = shelf.closed(roundId);
    if (closed == null && live.get(roundId) == null) {
      shelf.park(new RoundShelf.Parked(roundId, source.offset(), at));
      return false;
    }
    if (closed == CloseReason.RETIRED) {
      reject(
          source,
          roundId,
          chunk.getStoreId(),
          chunk.getAttemptId(),
          new Admission.Fault("late", "the round is retired"));
      return false;
    }
    int bytes = chunk.getPayload().remaining();
    ChunkCounts counts = shelf.counts(roundId);
    counts.received++;
    counts.receivedBytes += bytes;
    counts.late++;
    counts.lateBytes += bytes;
    shelf.counts(roundId, counts);
    toTally.add(roundId);
    StoreAttempts store = receipts.attempts(roundId, chunk.getStoreId());
    StoreAttempts.Seen seen = store.attempt(chunk.getAttemptId());
    if (seen != null && !seen.late) {
      seen.late = true;
      receipts.put(roundId, chunk.getStoreId(), store);
      reject(
          source,
          roundId,
          chunk.getStoreId(),
          chunk.getAttemptId(),
          new Admission.Fault("late", "the round was decided before"));
    }
    return false;
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
      reject(source, topicRoundId, null, null, fault);
      return false;
    }
    LiveRound round = live.get(topicRoundId);
    RoundDefinition definition =
        round == null ? shelf.definition(topicRoundId) : round.plan.definition();
    if (definition == null) {
      if (shelf.closed(topicRoundId) == null) {
        shelf.park(new RoundShelf.Parked(topicRoundId, source.offset(), at));
      } else {
        reject(
            source,
            topicRoundId,
            seal.getStoreId(),
            seal.getAttemptId(),
            new Admission.Fault("late", "the round is retired"));
      }
      return false;
    }
    Admission.Fault place = Admission.faultOfPlace(definition, partition, partitions);
    if (place != null) {
      reject(source, topicRoundId, seal.getStoreId(), seal.getAttemptId(), place);
      return false;
    }
    if (round == null) {
      toTally.add(topicRoundId);
    }
    Admission.Fault verdict = Admission.faultOfSeal(definition, seal, sealCheck);
    reports.seal(definition, source, seal, verdict);
    return true;
  }

  /** Whether there are rounds to tally again. */
  boolean hasToTally() {
    return !toTally.isEmpty();
  }

  /** Rounds whose tally is no longer true, closed or not; they are named once. */
  List<String> takeToTally() {
    List<String> taken = List.copyOf(toTally);
    toTally.clear();
    return taken;
  }

  /** Counts and sets aside a record that is part of no attempt. */
  void refuse(
      Source source,
      String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      Admission.Fault fault,
      int bytes) {
    if (shelf.definition(roundId) != null) {
      ChunkCounts counts = shelf.counts(roundId);
      counts.received++;
      counts.receivedBytes += bytes;
      counts.refuse(fault.reason(), bytes);
      shelf.counts(roundId, counts);
      toTally.add(roundId);
    }
    reject(source, roundId, storeId, attemptId, fault);
  }

  private void reject(
      Source source,
      String roundId,
      @Nullable String storeId,
      @Nullable Long attemptId,
      Admission.Fault fault) {
    emitter.rejected(source, roundId, storeId, attemptId, fault.reason(), fault.detail());
  }
}
