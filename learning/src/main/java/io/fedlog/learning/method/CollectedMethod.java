package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import java.util.List;

/** Needs a chunk of every update at once: memory of cohort times chunk. */
public interface CollectedMethod extends AggregationMethod {
  /**
   * The model's chunk.
   *
   * @param payloads of one chunk, checked, in the order of the store ids; at least one. They keep
   *     their position and limit
   * @param weights one for each payload; after a {@link MeasuredMethod} has concluded, its shares
   * @throws FinaliseException when no chunk can be made of these updates
   */
  byte[] combine(List<ByteBuffer> payloads, long[] weights, ChunkTerms terms);
}
