package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Running aggregate of one chunk. Commutative and invertible: the same payloads added and taken out
 * again in any order leave the same bytes. Payload buffers keep their position and limit. Not
 * thread-safe.
 */
public interface ChunkAggregate extends PayloadCheck {
  /**
   * Adds a payload.
   *
   * @throws IllegalArgumentException when {@link #fault} names one; the aggregate is then unchanged
   */
  void add(ByteBuffer payload, long weight);

  /**
   * Adds a payload that nobody has checked yet: {@link #fault} and {@link #add} at once, which a
   * method may do in one pass over the payload.
   *
   * @return null when it was added; else why not, and the aggregate is unchanged
   */
  default @Nullable PayloadFault tryAdd(ByteBuffer payload, long weight) {
    PayloadFault fault = fault(payload, weight);
    if (fault == null) {
      add(payload, weight);
    }
    return fault;
  }

  /**
   * Adds several payloads, each with the weight at its own place, to the same effect as one after
   * the other; a method may do it in one pass over the aggregate. All of them are added or none.
   *
   * @throws IllegalArgumentException when {@link #fault} names one of them, or when there are not
   *     as many weights as payloads; the aggregate is then unchanged
   */
  default void addAll(List<ByteBuffer> payloads, long[] weights) {
    if (weights.length != payloads.size()) {
      throw new IllegalArgumentException(
          "weights are " + weights.length + ", expected one for each of " + payloads.size());
    }
    int added = 0;
    try {
      for (ByteBuffer payload : payloads) {
        add(payload, weights[added]);
        added++;
      }
    } catch (IllegalArgumentException e) {
      for (int i = 0; i < added; i++) {
        subtract(payloads.get(i), weights[i]);
      }
      throw e;
    }
  }

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

  /**
   * Heap that this aggregate holds or, while nothing was added, will hold after the first payload,
   * in bytes, estimated. One that is only asked for {@link #fault} should hold next to nothing.
   */
  long memoryBytes();
}
