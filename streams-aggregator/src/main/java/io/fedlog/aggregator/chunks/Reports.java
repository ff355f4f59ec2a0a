package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The facts that a chunk task reports to the round log. */
final class Reports {
  private final Emitter emitter;
  private final int partition;

  Reports(Emitter emitter, int partition) {
    this.emitter = emitter;
    this.partition = partition;
  }

  /** All of an attempt's chunks of this partition are in. */
  void whole(
      RoundDefinition definition,
      Source source,
      String storeId,
      StoreAttempts.Seen seen,
      byte[] roots) {
    append(
        definition, source, summary(storeId, seen).setChunkRoots(ByteBuffer.wrap(roots)).build());
  }

  /** An attempt cannot count. */
  void bad(
      RoundDefinition definition,
      Source source,
      String storeId,
      StoreAttempts.Seen seen,
      Admission.Fault fault) {
    append(
        definition,
        source,
        summary(storeId, seen)
            .setChunkRoots(ByteBuffer.allocate(0))
            .setReason(fault.reason())
            .setDetail(fault.detail())
            .build());
  }

  private UpdateSummary.Builder summary(String storeId, StoreAttempts.Seen seen) {
    return UpdateSummary.newBuilder()
        .setStoreId(storeId)
        .setAttemptId(seen.attemptId)
        .setPartition(partition)
        .setChunks(seen.chunks())
        .setBytes(seen.bytes)
        .setWeight(seen.weight)
        .setBaseVersion(seen.baseVersion);
  }

  void seal(
      RoundDefinition definition, Source source, UpdateSeal seal, Admission.@Nullable Fault fault) {
    append(
        definition,
        source,
        SealAdmitted.newBuilder()
            .setStoreId(seal.getStoreId())
            .setAttemptId(seal.getAttemptId())
            .setAttemptNumber(seal.getAttemptNumber())
            .setChunkCount(seal.getChunkCount())
            .setUpdateBytes(seal.getUpdateBytes())
            .setBaseVersion(seal.getBaseVersion())
            .setWeight(seal.getWeight())
            .setRootDigest(seal.getRootDigest())
            .setTrainingSamples(seal.getTrainingSamples())
            .setMetrics(seal.getMetrics())
            .setReason(fault == null ? null : fault.reason())
            .setDetail(fault == null ? null : fault.detail())
            .build());
  }

  void published(
      RoundDefinition definition, long version, int chunk, byte[] root, long bytes, int updates) {
    append(
        definition,
        null,
        new ChunkPublished(version, chunk, ByteBuffer.wrap(root), bytes, updates));
  }

  void finaliseFailed(RoundDefinition definition, int chunk, String reason) {
    append(definition, null, new FinaliseFailed(chunk, reason));
  }

  void tally(RoundDefinition definition, RoundTally tally) {
    append(definition, null, tally);
  }

  private void append(RoundDefinition definition, @Nullable Source source, Object event) {
    emitter.roundLog(
        RoundLogEntry.newBuilder()
            .setModelType(definition.getModelType())
            .setRoundId(definition.getRoundId())
            .setEvent(event)
            .setSourceTopic(source == null ? null : source.topic())
            .setSourcePartition(source == null ? partition : source.partition())
            .setSourceOffset(source == null ? -1 : source.offset())
            .build());
  }
}
