package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One store's update as records of 512 KiB chunks, as they lie on the log, and most of what an
 * aggregator asks of each of them before it is summed.
 */
final class ChunkRecords {
  /** Parameters of a chunk: 512 KiB. */
  static final int ELEMENTS = 1 << 17;

  private static final String ROUND = "kernel";
  private static final String STORE = "store-1";
  private static final long BASE_VERSION = 3;
  private static final long WEIGHT = 40;

  private final RecordCodec<UpdateRecord> codec =
      RecordCodec.of(Topics.updates(ROUND), new FingerprintDirectory());
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  /** The records of an update of so many chunks. */
  ChunkRecords(int chunks) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      byte[] payload = Updates.bytes(chunk, ELEMENTS);
      UpdateChunk record =
          new UpdateChunk(
              ROUND,
              STORE,
              1L,
              chunk,
              chunks,
              BASE_VERSION,
              WEIGHT,
              ByteBuffer.wrap(TreeHash.of(payload)),
              ByteBuffer.wrap(payload));
      keys.add(Keys.chunk(STORE, chunk).getBytes(StandardCharsets.UTF_8));
      values.add(codec.encode(new UpdateRecord(record)));
    }
  }

  int count() {
    return values.size();
  }

  /** The decoded chunk. */
  UpdateChunk chunk(int index) {
    return (UpdateChunk) codec.decode(values.get(index)).getBody();
  }

  /**
   * Whether the chunk says of itself what it must, asked here as the aggregator's admission asks
   * it, which is its own; what is left out, the command's notes say. The payload's values are the
   * sum's to check.
   */
  boolean isInPlace(int index, UpdateChunk chunk) {
    String key = new String(keys.get(index), StandardCharsets.UTF_8);
    return chunk.getRoundId().equals(ROUND)
        && key.equals(Keys.chunk(chunk.getStoreId(), chunk.getChunkIndex()))
        && chunk.getChunkIndex() >= 0
        && chunk.getChunkIndex() < values.size()
        && chunk.getChunkCount() == values.size()
        && chunk.getBaseVersion() == BASE_VERSION;
  }

  /** Adds a chunk that must be good. */
  static void add(ChunkAggregate sum, ByteBuffer payload) {
    PayloadFault fault = sum.tryAdd(payload, WEIGHT);
    if (fault != null) {
      throw new IllegalStateException("a good chunk was refused: " + fault.detail());
    }
  }
}
