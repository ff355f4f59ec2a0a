package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Records of one small round: one chunk of four bytes an update. */
final class SampleRecords {
  static final int BYTES = 4;
  static final long DEADLINE_MS = 30_000;

  private SampleRecords() {}

  static RoundDefinition definition() {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setUpdateBytes(BYTES)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(new Grid(20, 64.0, 0, 1L, 4, 1))
        .setUpdatesTopic("fl.updates.r")
        .setMinStores(1)
        .setThreshold("0")
        .setJoinWindowMs(0)
        .setDeadlineMs(DEADLINE_MS)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }

  static UpdateSeal seal(String store, long attempt, byte[] root) {
    return UpdateSeal.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setStoreId(store)
        .setAttemptId(attempt)
        .setAttemptNumber(1)
        .setChunkCount(1)
        .setUpdateBytes(BYTES)
        .setBaseVersion(0)
        .setWeight(1)
        .setRootDigest(ByteBuffer.wrap(root))
        .setTrainingSamples(1)
        .setSealedAt(Instant.EPOCH)
        .build();
  }

  /** Of a failed round. */
  static RoundMetrics.Builder metrics(long received, long incomplete, long unused) {
    return RoundMetrics.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setStatus("failed")
        .setMethod("fedavg")
        .setParticipatingStores(2)
        .setCompletedStores(2)
        .setAggregatedStores(0)
        .setModelBytes(0)
        .setCreatedAt(Instant.EPOCH)
        .setEndedAt(Instant.ofEpochMilli(DEADLINE_MS))
        .setAttemptsReceived(received)
        .setAttemptsAggregated(0)
        .setAttemptsDuplicate(0)
        .setAttemptsLate(0)
        .setAttemptsIncomplete(incomplete)
        .setAttemptsUnusedNotSelected(0)
        .setAttemptsUnusedFailed(unused)
        .setAttemptsUnusedCancelled(0)
        .setAttemptsRejected(0)
        .setChunksReceived(received)
        .setChunksAggregated(0)
        .setChunksDuplicate(0)
        .setChunksLate(0)
        .setChunksIncomplete(0)
        .setChunksUnused(received)
        .setChunksRejected(0)
        .setBytesReceived(received * BYTES)
        .setBytesAggregated(0)
        .setBytesDuplicate(0)
        .setBytesLate(0)
        .setBytesIncomplete(0)
        .setBytesUnused(received * BYTES)
        .setBytesRejected(0);
  }
}
