package io.fedlog.aggregator.chunks;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.schemas.UpdateChunk;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Updates' chunks side by side, by store id. */
final class CollectedChunk implements ChunkContent {
  /** What a record has beside its payload, which lives as long as the payload does. */
  private static final int RECORD_BYTES = 512;

  private final TreeMap<String, UpdateChunk> byStore = new TreeMap<>();
  private final ToLongFunction<UpdateChunk> weight;
  private final int updates;
  private final int payloadBytes;

  /**
   * An empty one.
   *
   * @param updates how many will be there
   * @param payloadBytes of each
   * @param weight what a chunk counts for
   */
  CollectedChunk(int updates, int payloadBytes, ToLongFunction<UpdateChunk> weight) {
    this.updates = updates;
    this.payloadBytes = payloadBytes;
    this.weight = weight;
  }

  /** In the order of the store ids. */
  List<ByteBuffer> payloads() {
    return byStore.values().stream().map(UpdateChunk::getPayload).toList();
  }

  /** In the same order. */
  long[] weights() {
    return byStore.values().stream().mapToLong(weight).toArray();
  }

  @Override
  public void addAll(List<UpdateChunk> chunks) {
    chunks.forEach(chunk -> byStore.put(chunk.getStoreId(), chunk));
  }

  @Override
  public @Nullable PayloadFault tryAdd(UpdateChunk chunk) {
    addAll(List.of(chunk));
    return null;
  }

  @Override
  public void subtract(UpdateChunk chunk) {
    byStore.remove(chunk.getStoreId());
  }

  @Override
  public int updates() {
    return byStore.size();
  }

  @Override
  public long heapBytes() {
    return updates == 0
        ? 0
        : HeapCost.of((long) updates * (payloadBytes + RECORD_BYTES), updates)
            + (long) updates * Columns.ROW_BYTES;
  }
}
