package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.schemas.UpdatesMeasured;
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
    append(definition, source, summary(storeId, seen, roots, null));
  }

  /** An attempt cannot count. */
  void bad(
      RoundDefinition definition,
      Source source,
      String storeId,
      StoreAttempts.Seen seen,
      Admission.Fault fault) {
    append(definition, source, summary(storeId, seen, new byte[0], fault));
  }

  // Constructors, not builders, where there are two facts an update: builders cost more than all
  // else of a fact.
  private UpdateSummary summary(
      String storeId, StoreAttempts.Seen seen, byte[] roots, Admission.@Nullable Fault fault) {
    return new UpdateSummary(
        storeId,
        seen.attemptId,
        partition,
        seen.chunks(),
        seen.bytes,
        seen.weight,
        seen.baseVersion,
        ByteBuffer.wrap(roots),
        fault == null ? null : fault.reason(),
        fault == null ? null : fault.detail(),
        seen.norm == null ? null : ByteBuffer.wrap(seen.norm.toBytes()));
  }

  /** A seal came, and this was thought of it. */
  void seal(RoundDefinition definition, Source source, UpdateSeal seal, Verdict verdict) {
    append(
        definition,
        source,
        new SealAdmitted(
            seal.getStoreId(),
            seal.getAttemptId(),
            seal.getAttemptNumber(),
            seal.getChunkCount(),
            seal.getUpdateBytes(),
            seal.getBaseVersion(),
            seal.getWeight(),
            seal.getRootDigest(),
            seal.getTrainingSamples(),
            seal.getMetrics(),
            verdict.reason(),
            verdict.detail() == null ? null : Emitter.detail(verdict.detail()),
            verdict.revision(),
            Emitter.name(seal.getSigningKeyId()),
            Emitter.name(seal.getVouchedFor()),
            seal.getMask(),
            Emitter.name(seal.getDatasetFingerprint()),
            Emitter.name(seal.getCodeVersion())));
  }

  void published(
      RoundDefinition definition,
      long version,
      int chunk,
      byte[] root,
      ServerStep step,
      int updates,
      @Nullable String noiseKeyId) {
    append(
        definition,
        null,
        new ChunkPublished(
            version,
            chunk,
            ByteBuffer.wrap(root),
            (long) step.model().length,
            updates,
            (long) step.state().length,
            noiseKeyId));
  }

  void measured(RoundDefinition definition, byte[] sums) {
    append(definition, null, new UpdatesMeasured(partition, ByteBuffer.wrap(sums)));
  }

  void finaliseFailed(RoundDefinition definition, long version, int chunk, String reason) {
    append(definition, null, new FinaliseFailed(chunk, Emitter.detail(reason), version));
  }

  void tally(RoundDefinition definition, RoundTally tally) {
    append(definition, null, tally);
  }

  private void append(RoundDefinition definition, @Nullable Source source, Object event) {
    emitter.roundLog(
        new RoundLogEntry(
            definition.getModelType(),
            definition.getRoundId(),
            event,
            source == null ? null : source.topic(),
            source == null ? partition : source.partition(),
            source == null ? -1L : source.offset(),
            null,
            Verdict.NO_REVISION));
  }
}
