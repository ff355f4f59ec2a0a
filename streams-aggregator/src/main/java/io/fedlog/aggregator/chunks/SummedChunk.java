package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.schemas.UpdateChunk;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Updates' chunks as one aggregate. */
final class SummedChunk implements ChunkContent {
  final ChunkAggregate aggregate;
  private final int lanes;
  private final ToLongFunction<UpdateChunk> weight;
  private int updates;

  /**
   * An empty one.
   *
   * @param lanes arrays that the aggregate holds
   * @param weight what a chunk counts for
   */
  SummedChunk(ChunkAggregate aggregate, int lanes, ToLongFunction<UpdateChunk> weight) {
    this.aggregate = aggregate;
    this.lanes = lanes;
    this.weight = weight;
  }

  @Override
  public void addAll(List<UpdateChunk> chunks) {
    aggregate.addAll(
        chunks.stream().map(UpdateChunk::getPayload).toList(),
        chunks.stream().mapToLong(weight).toArray());
    updates += chunks.size();
  }

  @Override
  public @Nullable PayloadFault tryAdd(UpdateChunk chunk) {
    PayloadFault fault = aggregate.tryAdd(chunk.getPayload(), weight.applyAsLong(chunk));
    updates += fault == null ? 1 : 0;
    return fault;
  }

  @Override
  public void subtract(UpdateChunk chunk) {
    aggregate.subtract(chunk.getPayload(), weight.applyAsLong(chunk));
    updates--;
  }

  @Override
  public int updates() {
    return updates;
  }

  @Override
  public long heapBytes() {
    return HeapCost.of(aggregate.memoryBytes(), lanes);
  }
}
