package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.exact.ValueFault;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a chunk or a seal is what its round's definition says it must be. */
final class Admission {
  private static final int LONGEST_STORE_ID = 120;
  private static final char DELETE = 127;

  private Admission() {}

  /** Why something is refused; what is too long to be passed on is cut. */
  record Fault(String reason, String detail) {
    Fault {
      detail = Emitter.detail(detail);
    }
  }

  /** What can be said without the definition: does the chunk name itself consistently? */
  static @Nullable Fault faultOfNames(
      String topicRoundId, byte @Nullable [] key, UpdateChunk chunk) {
    if (chunk.getChunkIndex() < 0) {
      return new Fault("wrong_index", "expected 0 or more, came " + chunk.getChunkIndex());
    }
    return faultOfNames(
        topicRoundId,
        key,
        chunk.getRoundId(),
        chunk.getStoreId(),
        () -> Keys.chunk(chunk.getStoreId(), chunk.getChunkIndex()));
  }

  /** What can be said without the definition: does the seal name itself consistently? */
  static @Nullable Fault faultOfNames(String topicRoundId, byte @Nullable [] key, UpdateSeal seal) {
    return faultOfNames(
        topicRoundId,
        key,
        seal.getRoundId(),
        seal.getStoreId(),
        () -> Keys.seal(seal.getStoreId()));
  }

  private static @Nullable Fault faultOfNames(
      String topicRoundId,
      byte @Nullable [] key,
      String roundId,
      String storeId,
      Supplier<String> expectedKey) {
    if (!isStoreId(storeId)) {
      return new Fault("bad_store_id", "expected 1 to 120 characters without '#' or controls");
    }
    if (!roundId.equals(topicRoundId)) {
      return new Fault(
          "wrong_round", "expected round " + topicRoundId + " of the topic, came " + roundId);
    }
    String came = key == null ? "none" : new String(key, StandardCharsets.UTF_8);
    String keyExpected = expectedKey.get(); // only now: a key of a bad store id cannot be made
    if (!came.equals(keyExpected)) {
      return new Fault("wrong_key", "expected key " + keyExpected + ", came " + came);
    }
    return null;
  }

  /** A loop, not a pattern: every record passes here. */
  private static boolean isStoreId(String storeId) {
    int length = storeId.codePointCount(0, storeId.length());
    if (length < 1 || length > LONGEST_STORE_ID) {
      return false;
    }
    for (int i = 0; i < storeId.length(); i++) {
      char c = storeId.charAt(i);
      if (c == '#' || c < ' ' || c == DELETE) {
        return false;
      }
    }
    return true;
  }

  /** Why the chunk has no place in the round at all; it then cannot even spoil its attempt. */
  static @Nullable Fault faultOfPlace(ChunkPlan plan, int partition, UpdateChunk chunk) {
    RoundDefinition definition = plan.definition();
    if (chunk.getChunkIndex() < 0 || chunk.getChunkIndex() >= definition.getChunkCount()) {
      return new Fault(
          "wrong_index",
          "expected 0 to " + (definition.getChunkCount() - 1) + ", came " + chunk.getChunkIndex());
    }
    int expected = plan.partitionOf(chunk.getChunkIndex());
    if (expected != partition) {
      return new Fault(
          "wrong_partition", "chunk belongs to partition " + expected + ", came in " + partition);
    }
    return null;
  }

  /**
   * Why the chunk's payload spoils its attempt; null when it is admitted. Nothing is decoded or
   * added before its digest is known to be right.
   *
   * @param running whether an admitted chunk is added to the sum, in the same pass
   */
  static @Nullable Fault admit(ChunkPlan plan, ChunkSum sum, UpdateChunk chunk, boolean running) {
    Fault bytes = faultOfBytes(plan, chunk);
    if (bytes != null) {
      return bytes;
    }
    UpdateChunk decoded = plan.decoded(chunk);
    PayloadFault bad;
    try {
      bad =
          running
              ? sum.content.tryAdd(decoded)
              : sum.check.fault(decoded.getPayload(), chunk.getWeight());
    } catch (RuntimeException e) { // a method that users brought along
      return new Fault("method_failed", "the aggregation method failed: " + e);
    }
    return bad == null ? null : new Fault(bad.reason(), bad.detail());
  }

  /** Why the payload is not what the chunk says of it, or cannot be decoded. */
  static @Nullable Fault faultOfBytes(ChunkPlan plan, UpdateChunk chunk) {
    if (!ByteBuffer.wrap(TreeHash.of(chunk.getPayload().duplicate())).equals(chunk.getDigest())) {
      return new Fault("digest_mismatch", "the payload's tree hash is not the digest it came with");
    }
    ValueFault undecodable = plan.faultOfEncoding(chunk);
    return undecodable == null ? null : new Fault(undecodable.reason(), undecodable.detail());
  }

  /** Why the chunk spoils its attempt, as far as that can be said without its payload. */
  static @Nullable Fault faultOfHead(ChunkPlan plan, StoreAttempts.Seen seen, UpdateChunk chunk) {
    RoundDefinition definition = plan.definition();
    if (chunk.getChunkCount() != definition.getChunkCount()) {
      return new Fault(
          "wrong_chunk_count",
          "expected " + definition.getChunkCount() + ", came " + chunk.getChunkCount());
    }
    if (plan.hasWindows()) {
      if (chunk.getBaseVersion() < 1
          || (seen.chunks() > 0 && seen.baseVersion != chunk.getBaseVersion())) {
        return new Fault(
            "wrong_base",
            "expected one version for all chunks, 1 or more; came " + chunk.getBaseVersion());
      }
    } else if (chunk.getBaseVersion() != plan.baseVersion()) {
      return new Fault(
          "wrong_base",
          "expected version " + plan.baseVersion() + ", came " + chunk.getBaseVersion());
    }
    if (chunk.getWeight() < 1 || chunk.getWeight() > plan.maxWeight()) {
      return new Fault(
          "bad_weight", "expected 1 to " + plan.maxWeight() + ", came " + chunk.getWeight());
    }
    if (seen.chunks() > 0 && seen.weight != chunk.getWeight()) {
      return new Fault("weight_mismatch", "chunks of one attempt differ in weight");
    }
    return null;
  }

  /** Why the seal is none of this round's; it then says nothing of its attempt. */
  static @Nullable Fault faultOfPlace(RoundDefinition definition, int partition, int partitions) {
    int expected = Placement.partition(definition.getRoundId(), 0, partitions);
    return expected == partition
        ? null
        : new Fault(
            "wrong_partition",
            "a seal belongs to partition " + expected + ", came in " + partition);
  }

  /** Whether the seal ends its attempt well, and by which revision of fl.stores. */
  static Verdict verdictOnSeal(
      RoundDefinition definition, UpdateSeal seal, byte[] record, SealCheck check) {
    Verdict verdict = check.verdict(seal, record);
    if (!verdict.isBelieved() || seal.getModelType().equals(definition.getModelType())) {
      return verdict;
    }
    return Verdict.refused(
        "wrong_model_type",
        "expected " + definition.getModelType() + ", came " + seal.getModelType(),
        verdict.revision());
  }
}
