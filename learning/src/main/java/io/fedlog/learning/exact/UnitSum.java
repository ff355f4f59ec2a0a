package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sum of payloads that are whole units of the grid already: little-endian 64-bit integers, each
 * times its update's weight, added modulo 2^64 without rounding. Memory is 8 bytes a parameter.
 */
public final class UnitSum implements Summation {
  private final Grid grid;
  private final long most;
  private final Lanes lanes;

  /**
   * An empty sum.
   *
   * @param grid of one lane and of whole weights
   * @param size numbers in a payload, 0 or more
   * @throws IllegalArgumentException when units times weights are no units of the grid's sums
   */
  public UnitSum(Grid grid, int size) {
    this(grid, size, grid.mostUnits());
  }

  /**
   * An empty sum of payloads under masks: any 64-bit integers, each of which says nothing alone.
   * What is left when the masks are taken off must be {@link #requireWithin within the grid}.
   */
  public static UnitSum ofMasked(Grid grid, int size) {
    return new UnitSum(grid, size, Long.MAX_VALUE);
  }

  private UnitSum(Grid grid, int size, long most) {
    if (grid.lanes() != 1 || grid.weightFractionBits() != 0) {
      throw new IllegalArgumentException(
          "whole units have no fractions: the grid has lanes %d and weightFractionBits %d, expected 1 and 0"
              .formatted(grid.lanes(), grid.weightFractionBits()));
    }
    if (size < 0) {
      throw new IllegalArgumentException("size is " + size + ", expected 0 or more");
    }
    this.grid = grid;
    this.most = most;
    this.lanes = new Lanes(size, 1);
  }

  @Override
  public @Nullable ValueFault fault(ByteBuffer payload, long weight) {
    if (weight < 1 || weight > grid.maxWeight()) {
      return new ValueFault(
          ValueFault.OUT_OF_RANGE, "weight is " + weight + ", expected 1 to " + grid.maxWeight());
    }
    long expected = (long) size() * Long.BYTES;
    if (payload.remaining() != expected) {
      return new ValueFault(
          ValueFault.WRONG_LENGTH,
          "payload has %d bytes, expected %d: %d whole units of 8 bytes"
              .formatted(payload.remaining(), expected, size()));
    }
    ByteBuffer units = little(payload);
    for (int i = 0; i < size(); i++) {
      long value = units.getLong(i * Long.BYTES);
      if (value > most || (value < -most && most < Long.MAX_VALUE)) {
        return new ValueFault(
            ValueFault.OUT_OF_RANGE,
            "value %d is %d units, expected %d to %d, the largest the round's grid holds"
                .formatted(i, value, -most, most));
      }
    }
    return null;
  }

  @Override
  public void add(ByteBuffer payload, long weight) {
    require(tryAdd(payload, weight));
  }

  @Override
  public @Nullable ValueFault tryAdd(ByteBuffer payload, long weight) {
    ValueFault fault = fault(payload, weight);
    if (fault == null) {
      addUnits(payload, weight);
    }
    return fault;
  }

  @Override
  public void addAll(List<ByteBuffer> payloads, long[] weights) {
    if (weights.length != payloads.size()) {
      throw new IllegalArgumentException(
          "weights are " + weights.length + ", expected one for each of " + payloads.size());
    }
    for (int i = 0; i < weights.length; i++) {
      ValueFault fault = fault(payloads.get(i), weights[i]);
      require(fault == null ? null : fault.ofPayload(i));
    }
    for (int i = 0; i < weights.length; i++) {
      addUnits(payloads.get(i), weights[i]);
    }
  }

  @Override
  public void subtract(ByteBuffer payload, long weight) {
    require(fault(payload, weight));
    addUnits(payload, -weight);
  }

  /**
   * Adds whole units whatever they are: any 64-bit integer, each times a factor, modulo 2^64.
   *
   * @param payload as many as the sum has
   */
  void addUnits(ByteBuffer payload, long factor) {
    lanes.begin();
    long[] sums = lanes.units();
    ByteBuffer units = little(payload);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += units.getLong(i * Long.BYTES) * factor;
    }
  }

  /**
   * The same sum after a change, such as noise; this one stays as it is.
   *
   * @param change given a copy of the sums in units, in the order of the parameters
   */
  public UnitSum changed(Consumer<long[]> change) {
    UnitSum copy = new UnitSum(grid, size(), most);
    copy.lanes.begin();
    System.arraycopy(units(), 0, copy.lanes.units(), 0, size());
    change.accept(copy.lanes.units());
    return copy;
  }

  /**
   * Refuses sums that so much weight on the grid cannot have.
   *
   * @param totalWeight sum of the weights, at least 1
   * @throws IllegalArgumentException naming the first of them
   */
  public void requireWithin(long totalWeight) {
    long bound = Math.multiplyExact(grid.mostUnits(), totalWeight);
    long[] sums = units();
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] > bound || sums[i] < -bound) {
        throw new IllegalArgumentException(
            "sum %d is %d units, expected %d to %d, the most that a weight of %d has on the round's grid"
                .formatted(i, sums[i], -bound, bound, totalWeight));
      }
    }
  }

  /** The sums in units, in the order of the parameters; a copy. */
  public long[] units() {
    lanes.begin();
    return lanes.units().clone();
  }

  @Override
  public byte[] mean(long totalWeight, NumberFormat as) {
    return Division.by(grid, totalWeight).write(lanes, as);
  }

  @Override
  public byte[] total() {
    return Division.byNothing(grid).write(lanes, NumberFormat.FLOAT64);
  }

  @Override
  public int size() {
    return lanes.size();
  }

  @Override
  public long memoryBytes() {
    return lanes.memoryBytes();
  }

  private static void require(@Nullable ValueFault fault) {
    if (fault != null) {
      throw new IllegalArgumentException(fault.detail());
    }
  }

  private static ByteBuffer little(ByteBuffer payload) {
    return payload.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
