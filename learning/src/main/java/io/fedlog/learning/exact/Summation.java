package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum of weighted payloads that is the same whatever their order, and from which each can be
 * taken out again bit for bit. Payloads keep their position and limit. Not thread-safe.
 */
public sealed interface Summation permits ExactSum, UnitSum {
  /** Null when the payload can be added with this weight; else the first thing wrong with it. */
  @Nullable ValueFault fault(ByteBuffer payload, long weight);

  /**
   * Adds a payload with an integer weight in the grid's weight units.
   *
   * @throws IllegalArgumentException when {@link #fault} names one; the sum is then unchanged
   */
  void add(ByteBuffer payload, long weight);

  /** Adds a payload, or says like {@link #fault} why not and leaves the sum unchanged: one pass. */
  @Nullable ValueFault tryAdd(ByteBuffer payload, long weight);

  /**
   * Adds several payloads, each with the weight at its own place. All of them are added or none.
   *
   * @throws IllegalArgumentException when {@link #fault} names one of them, or when there are not
   *     as many weights as payloads; the sum is then unchanged
   */
  void addAll(List<ByteBuffer> payloads, long[] weights);

  /**
   * Takes a payload out that was added, or will be, with the same weight.
   *
   * @throws IllegalArgumentException when {@link #fault} names one; the sum is then unchanged
   */
  void subtract(ByteBuffer payload, long weight);

  /**
   * The mean by weight: the sum divided by the total weight, rounded as {@link ExactSum#mean(long)}
   * says.
   *
   * @param totalWeight sum of the weights in the grid's weight units, at least 1
   */
  byte[] mean(long totalWeight, NumberFormat as);

  /** The sum as FLOAT64: each the double nearest to it. */
  byte[] total();

  /** Numbers in a payload. */
  int size();

  /** Heap that the sum holds, or will with the first payload, in bytes. */
  long memoryBytes();
}
