package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Running aggregate of one chunk. Commutative and invertible: the same payloads added and taken out
 * again in any order leave the same bytes. Payload buffers keep their position and limit. Not
 * thread-safe.
 */
public interface ChunkAggregate {
  /** Null when the payload can be added with this weight. */
  @Nullable PayloadFault fault(ByteBuffer payload, long weight);

  /**
   * Adds a payload.
   *
   * @throws IllegalArgumentException when {@link #fault} names one; the aggregate is then unchanged
   */
  void add(ByteBuffer payload, long weight);

  /**
   * Takes a payload out that was added, or will be, with the same weight.
   *
   * @throws IllegalArgumentException when {@link #fault} names one; the aggregate is then unchanged
   */
  void subtract(ByteBuffer payload, long weight);

  /**
   * The model's chunk. Leaves the aggregate as it is.
   *
   * @throws FinaliseException when no chunk can be made of these updates
   */
  byte[] finalise(FinaliseTerms terms);

  /** Heap held by this aggregate in bytes, estimated. */
  long memoryBytes();
}
