package io.fedlog.learning.staleness;

import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;

/**
 * One chunk of one window: an exact sum of the updates of each base version, and what they make of
 * the newest version's chunk. The result is the same for any order of updates: the sums are exact,
 * and what follows goes over the bases in ascending order, in doubles, with + - x and / alone.
 *
 * <p>Payloads are little-endian and keep their position and limit. Memory is that of one {@link
 * ExactSum} a base version. Not thread-safe.
 */
public final class WindowSum {
  /** Largest weight before staleness: with it, a grid's weights stay within 2^52. */
  private static final long MOST_WEIGHT = 1L << 32;

  /** What a task may hold of one chunk: the sums of all bases, and their chunks. */
  private static final long MOST_BYTES = 80L << 20;

  /** Doubles of a number's sum in two lanes. */
  private static final int MOST_LANES = 2;

  private final Grid grid;
  private final NumberFormat format;
  private final int size;
  private final boolean deltas;
  private final SortedMap<Long, Part> parts = new TreeMap<>();

  /** The updates from one base. */
  private static final class Part {
    final ExactSum sum;
    long weights;
    long staleWeights;

    Part(ExactSum sum) {
      this.sum = sum;
    }
  }

  /**
   * An empty window.
   *
   * @param grid that of {@link #gridOf}
   * @param size numbers in a payload
   * @param deltas whether payloads are differences to the version that they were trained from
   */
  public WindowSum(Grid grid, NumberFormat format, int size, boolean deltas) {
    this.grid = grid;
    this.format = format;
    this.size = size;
    this.deltas = deltas;
  }

  /**
   * The grid on which a window of at most {@code updates} updates is summed, for a round's grid:
   * its weights have 20 bits more, for staleness.
   *
   * @throws IllegalArgumentException when the round's weights leave no room for them
   */
  public static Grid gridOf(Grid round, int updates) {
    if (round.maxWeight() > MOST_WEIGHT) {
      throw new IllegalArgumentException(
          "max_weight is "
              + round.maxWeight()
              + "; expected at most 2^32 in a round with windows, where staleness takes 20 bits");
    }
    return Grid.finest(
        round.maxAbsValue(),
        round.weightFractionBits() + Staleness.FRACTION_BITS,
        round.maxWeight() << Staleness.FRACTION_BITS,
        updates,
        round.lanes());
  }

  /**
   * The largest chunk, in bytes, of a round whose windows may rest on so many versions each; 64 KiB
   * or more.
   *
   * @param updates in a window
   * @param maxStaleness windows by which a base may be behind, up to 255
   */
  public static long mostChunkBytes(NumberFormat format, int updates, int maxStaleness) {
    long bases = Math.min(updates, maxStaleness + 1L);
    long held = (long) MOST_LANES * Long.BYTES + format.bytes();
    return MOST_BYTES / (bases * held) * format.bytes();
  }

  /**
   * Adds an update.
   *
   * @param weight n, in the round's weight units, from 1
   * @param staleness s, in units of 2^-20, 1 to 2^20
   * @throws IllegalArgumentException when the payload or a weight cannot be; nothing has changed
   */
  public void add(ByteBuffer payload, long baseVersion, long weight, long staleness) {
    if (staleness < 1 || staleness > Staleness.ONE || weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException(
          "weight is %d and staleness %d; expected 1 to 2^32 and 1 to 2^20"
              .formatted(weight, staleness));
    }
    Part known = parts.get(baseVersion);
    Part part = known == null ? new Part(new ExactSum(grid, format, size)) : known;
    part.sum.add(payload, weight * staleness);
    part.weights = Math.addExact(part.weights, weight);
    part.staleWeights = Math.addExact(part.staleWeights, weight * staleness);
    parts.put(baseVersion, part);
  }

  /**
   * Takes out an update that was added, with the same base and weights.
   *
   * @throws IllegalArgumentException when nothing was added from that base; nothing has changed
   */
  public void subtract(ByteBuffer payload, long baseVersion, long weight, long staleness) {
    Part part = parts.get(baseVersion);
    if (part == null) {
      throw new IllegalArgumentException(
          "base version is " + baseVersion + "; expected one of " + parts.keySet());
    }
    part.sum.subtract(payload, weight * staleness);
    part.weights -= weight;
    part.staleWeights -= weight * staleness;
    if (part.weights == 0) {
      parts.remove(baseVersion);
    }
  }

  /** Numbers in a payload. */
  public int size() {
    return size;
  }

  /**
   * The next version's chunk, no farther from zero than the grid's largest value.
   *
   * @param newest the newest version's chunk
   * @param bases the chunk of a version that updates were trained from; only asked when the mix
   *     {@link WindowMix#needsBases needs} it
   * @throws IllegalStateException when nothing was added
   */
  public byte[] combine(WindowMix mix, ByteBuffer newest, LongFunction<ByteBuffer> bases) {
    if (parts.isEmpty()) {
      throw new IllegalStateException("an empty window makes no version");
    }
    Numbers start = new Numbers(newest, format, size);
    double[] moved = new double[size];
    double weights = 0;
    double stale = 0;
    for (Map.Entry<Long, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      IntToDoubleFunction origin = origin(mix, start, entry.getKey(), bases);
      double weight = inReal(part.staleWeights, grid.weightFractionBits());
      weights += inReal(part.weights, grid.weightFractionBits() - Staleness.FRACTION_BITS);
      stale += weight;
      Numbers sum = new Numbers(ByteBuffer.wrap(part.sum.total()), NumberFormat.FLOAT64, size);
      for (int i = 0; i < size; i++) {
        moved[i] += sum.at(i) - weight * origin.applyAsDouble(i);
      }
    }
    return write(start, moved, mix, mix.byWeights() ? stale : weights);
  }

  /** What is taken off a payload, so that a direction is left of it. */
  private IntToDoubleFunction origin(
      WindowMix mix, Numbers newest, long version, LongFunction<ByteBuffer> bases) {
    if (!mix.needsBases(deltas)) {
      return deltas ? i -> 0 : newest::at;
    }
    Numbers base = new Numbers(bases.apply(version), format, size);
    return deltas ? i -> newest.at(i) - base.at(i) : base::at;
  }

  private byte[] write(Numbers newest, double[] moved, WindowMix mix, double divisor) {
    byte[] out = new byte[size * format.bytes()];
    ByteBuffer bytes = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    double limit = grid.maxAbsValue();
    for (int i = 0; i < size; i++) {
      double value = newest.at(i) + mix.rate() * (moved[i] / divisor);
      double within = (Math.abs(value) <= limit ? value : Math.copySign(limit, value)) + 0.0;
      if (format == NumberFormat.FLOAT64) {
        bytes.putDouble(within);
      } else {
        bytes.putFloat(single(within, limit));
      }
    }
    return out;
  }

  /** The nearest float no farther from zero than the limit; zero is +0.0. */
  private static float single(double value, double limit) {
    float rounded = (float) value;
    if (Math.abs((double) rounded) > limit) {
      rounded = Math.copySign(Math.nextDown(Math.abs(rounded)), rounded);
    }
    return rounded + 0.0f;
  }

  private static double inReal(long weight, int fractionBits) {
    return Math.scalb((double) weight, -fractionBits);
  }

  /** A payload's numbers by their place. */
  private static final class Numbers {
    private final ByteBuffer bytes;
    private final NumberFormat format;

    Numbers(ByteBuffer payload, NumberFormat format, int size) {
      if (payload.remaining() != size * format.bytes()) {
        throw new IllegalArgumentException(
            "a chunk has %d bytes, expected %d numbers of %d bytes"
                .formatted(payload.remaining(), size, format.bytes()));
      }
      this.bytes = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
      this.format = format;
    }

    double at(int i) {
      return format == NumberFormat.FLOAT64
          ? bytes.getDouble(i * Double.BYTES)
          : bytes.getFloat(i * Float.BYTES);
    }
  }
}
