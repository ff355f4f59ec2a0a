package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.UpdateChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A decided model's chunks in one partition as they are made again: takes in what the partition's
 * update topic holds, and judges it as chunk tasks did when it came. Of each chunk of a decided
 * update the first record counts that nothing is wrong with. Mutable; for one thread.
 */
public final class DecidedChunks {
  private static final int MOST_NAMED = 3;

  final LiveRound round;
  final Decision decision;

  /** As the definition says, whatever method was chosen: what came was admitted by that. */
  private final LiveRound admission;

  private final int partition;
  private final boolean checksApart;
  private final Map<String, StoreAttempts.Seen> seen = new HashMap<>();

  /** What was wrong with a decided update, by store id. */
  private final Map<String, String> faults = new TreeMap<>();

  /** What is to be done with a record. */
  public enum Verdict {
    /** It is no part of this model. */
    OTHER,
    /** The same chunk of the same attempt is in already. */
    AGAIN,
    /** Something is wrong with it. */
    BAD,
    /** To be given to {@link #addAll}. */
    COUNTS
  }

  DecidedChunks(
      LiveRound round, ChunkPlan admitted, Decision decision, SumMemory.Share memory, int part) {
    this.round = round;
    this.decision = decision;
    this.admission = new LiveRound(admitted, memory);
    this.partition = part;
    this.checksApart = round.pass() != LiveRound.Pass.SUM || decision.getChoice() != null;
  }

  /** Chunks of the model that lie here, ascending. */
  public int[] chunks() {
    return admission.plan.chunks();
  }

  /** The version that is made. */
  public long version() {
    return decision.getVersion();
  }

  /** Whether all updates of a chunk are needed side by side. */
  public boolean isCollected() {
    return round.pass() == LiveRound.Pass.COLLECT || measures();
  }

  /** Whether distances are measured, and no model made before they are concluded from. */
  public boolean measures() {
    return round.pass() == LiveRound.Pass.MEASURE;
  }

  /** Versions whose chunks it rests on, ascending. */
  public SortedSet<Long> bases() {
    return round.bases();
  }

  /** The decided attempts that count, by store id. */
  public Map<String, Long> wanted() {
    return Map.copyOf(round.wanted);
  }

  /** What each of those weighs by its own word, as far as they have come. By store id. */
  public Map<String, Long> weights() {
    Map<String, Long> weights = new TreeMap<>();
    seen.forEach((store, attempt) -> weights.put(store, attempt.weight));
    return weights;
  }

  /** Heap that a chunk's content takes, in bytes. */
  public long heapBytes(int chunk) {
    return round.known(chunk).content.heapBytes();
  }

  /** Whether a chunk is one of a decided update. */
  public boolean wants(UpdateChunk chunk) {
    return round.wants(chunk);
  }

  /**
   * Judges a record.
   *
   * @param root the tree hash that the chunk was admitted with; null when that is not known
   */
  public Verdict judge(byte @Nullable [] key, UpdateChunk chunk, byte @Nullable [] root) {
    if (!round.wants(chunk)) {
      return Verdict.OTHER;
    }
    Admission.Fault fault = Admission.faultOfNames(round.roundId, key, chunk);
    if (fault == null) {
      fault = Admission.faultOfPlace(admission.plan, partition, chunk);
    }
    if (fault != null) { // it could not even spoil its attempt
      return Verdict.OTHER;
    }
    StoreAttempts.Seen attempt = attempt(chunk.getStoreId(), chunk.getAttemptId());
    int place = admission.plan.placeOf(chunk.getChunkIndex());
    if (attempt.places.get(place)) {
      return Verdict.AGAIN;
    }
    fault = Admission.faultOfHead(admission.plan, attempt, chunk);
    if (fault == null) {
      ChunkSum sum = admission.known(chunk.getChunkIndex());
      fault =
          checksApart
              ? Admission.admit(admission.plan, sum, chunk, false)
              : Admission.faultOfBytes(admission.plan, chunk);
    }
    if (fault == null && root != null && !Arrays.equals(root, digest(chunk))) {
      fault =
          new Admission.Fault("other_digest", "its tree hash is not the one it was summed with");
    }
    if (fault != null) {
      faults.put(chunk.getStoreId(), fault.reason() + ": " + fault.detail());
      return Verdict.BAD;
    }
    attempt.places.set(place);
    attempt.weight = chunk.getWeight();
    attempt.baseVersion = chunk.getBaseVersion();
    return Verdict.COUNTS;
  }

  private StoreAttempts.Seen attempt(String storeId, long attemptId) {
    return seen.computeIfAbsent(storeId, id -> new StoreAttempts.Seen(attemptId));
  }

  private static byte[] digest(UpdateChunk chunk) {
    byte[] digest = new byte[chunk.getDigest().remaining()];
    chunk.getDigest().duplicate().get(digest);
    return digest;
  }

  /** Adds records of one chunk that count, in one pass where the method can. */
  public void addAll(int chunk, List<UpdateChunk> updates) {
    ChunkSum sum = round.known(chunk);
    List<UpdateChunk> decoded = updates.stream().map(admission.plan::decoded).toList();
    try {
      sum.content.addAll(decoded);
    } catch (RuntimeException e) { // nothing was added: see which one it is
      decoded.forEach(update -> add(sum, update));
    }
  }

  private void add(ChunkSum sum, UpdateChunk update) {
    try {
      sum.content.addAll(List.of(update));
    } catch (RuntimeException e) { // also a method that users brought along
      int place = admission.plan.placeOf(update.getChunkIndex());
      attempt(update.getStoreId(), update.getAttemptId()).places.clear(place);
      faults.put(update.getStoreId(), String.valueOf(e.getMessage()));
    }
  }

  /** Which updates a chunk cannot be made for want of, and why; null when all are there. */
  @Nullable String lacking(int chunk) {
    int place = admission.plan.placeOf(chunk);
    List<String> lacking = new ArrayList<>();
    int more = 0;
    for (Map.Entry<String, Long> update : new TreeMap<>(round.wanted).entrySet()) {
      StoreAttempts.Seen attempt = seen.get(update.getKey());
      if (attempt != null && attempt.places.get(place)) {
        continue;
      }
      if (lacking.size() == MOST_NAMED) {
        more++;
        continue;
      }
      String fault = faults.get(update.getKey());
      lacking.add(
          "the update of store %s, attempt %d is %s"
              .formatted(
                  update.getKey(),
                  update.getValue(),
                  fault == null
                      ? "not on the log"
                      : "no longer what was admitted (" + fault + ")"));
    }
    if (lacking.isEmpty()) {
      return null;
    }
    return String.join("; ", lacking) + (more == 0 ? "" : "; and " + more + " more");
  }

  /** Gives a chunk's memory back. */
  public void drop(int chunk) {
    if (measures()) {
      round.measured(chunk);
    } else {
      round.published(chunk);
    }
  }

  /** Distances between the updates over the chunks measured so far. */
  public byte[] measured() {
    return round.distances().toBytes();
  }
}
