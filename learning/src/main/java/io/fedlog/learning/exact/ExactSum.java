package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum of weighted payloads whose bytes do not depend on the order of its terms and from which a
 * term can be taken out again bit for bit.
 *
 * <p><b>Putting on the grid.</b> A value {@code v} of weight {@code w} is {@code x = v * w *
 * 2^-weightFractionBits / unit} units, a product that is never rounded itself. Lane 1 adds {@code
 * h}, the integer nearest to x; lane 2, where there is one, the integer nearest to {@code (x - h) *
 * 2^32}; ties to even. {@code -0.0} is zero. Denormals are values like others: what is under half a
 * unit of the last lane counts as zero.
 *
 * <p><b>Adding.</b> 64-bit integers in a ring: sums may wrap around on the way, with more terms
 * than the largest cohort in them, and are right again once a cohort within the grid is left. An
 * encoded payload is a sum of one term.
 *
 * <p><b>Error.</b> A sum of n terms is within {@code n/2} units of the exact one with one lane and
 * within {@code n * 2^-33} units with two. A mean is within half a unit, or {@code 2^-33} units, of
 * the exact one times {@code n / total weight} (weight as a real number), beside {@link #mean}'s
 * own rounding. Values that are whole multiples of the last lane's unit are summed without error.
 *
 * <p>Payloads are little-endian and keep their position and limit. Memory is 8 bytes a parameter
 * and lane. Not thread-safe.
 */
public final class ExactSum implements Summation {
  private final Grid grid;
  private final NumberFormat format;
  private final Loops loops;
  private final int termsInDouble;
  private final Lanes lanes;

  /**
   * An empty sum.
   *
   * @param grid what values and weights may be, and how finely they are kept
   * @param format how payloads write numbers
   * @param size numbers in a payload, 0 or more
   */
  public ExactSum(Grid grid, NumberFormat format, int size) {
    this(grid, format, size, Loops.of(grid));
  }

  ExactSum(Grid grid, NumberFormat format, int size, Loops loops) {
    if (size < 0) {
      throw new IllegalArgumentException("size is " + size + ", expected 0 or more");
    }
    this.grid = grid;
    this.format = format;
    this.loops = loops;
    this.termsInDouble = grid.termsInDouble();
    this.lanes = new Lanes(size, grid.lanes());
  }

  @Override
  public @Nullable ValueFault fault(ByteBuffer payload, long weight) {
    ValueFault outside = faultOutside(payload, weight);
    if (outside != null) {
      return outside;
    }
    Blocks blocks = Blocks.of(format, List.of(payload), grid.maxAbsValue(), loops.vectorCasts());
    for (int from = 0; from < size(); from += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, size() - from);
      if (!blocks.inRange(0, from, n)) {
        blocks.load(0, from, n);
        return ValueFault.of(blocks.values(), from, n, grid.maxAbsValue());
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
    return accumulate(payload, weight, 1);
  }

  /** In one pass over the sum, which is faster than one after the other from a few on. */
  @Override
  public void addAll(List<ByteBuffer> payloads, long[] weights) {
    if (weights.length != payloads.size()) {
      throw new IllegalArgumentException(
          "weights are " + weights.length + ", expected one for each of " + payloads.size());
    }
    if (weights.length == 0) {
      return;
    }
    double[] multipliers = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      ValueFault outside = faultOutside(payloads.get(i), weights[i]);
      require(outside == null ? null : outside.ofPayload(i));
      multipliers[i] = grid.multiplier(weights[i]);
    }
    require(terms(payloads, multipliers).addTo(lanes));
  }

  @Override
  public void subtract(ByteBuffer payload, long weight) {
    require(accumulate(payload, weight, -1));
  }

  /**
   * The mean by weight, in the payloads' format: the sum divided by the total weight.
   *
   * <p>The double nearest to the quotient to within 0.51 of its last place (a total weight over
   * 2^53 is itself rounded to a double first), no farther from zero than the grid's largest value,
   * and for FLOAT32 rounded once more to the nearest float, ties to even. Zero is {@code +0.0}.
   *
   * @param totalWeight sum of the weights in the grid's weight units, at least 1
   */
  public byte[] mean(long totalWeight) {
    return mean(totalWeight, format);
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

  /** Lane 1 of parameter i, in units. */
  long units(int i) {
    return lanes.units(i);
  }

  /** Lane 2 of parameter i, in units of 2^-32 units; 0 without a second lane. */
  long residuals(int i) {
    return lanes.residuals(i);
  }

  private static void require(@Nullable ValueFault fault) {
    if (fault != null) {
      throw new IllegalArgumentException(fault.detail());
    }
  }

  private @Nullable ValueFault accumulate(ByteBuffer payload, long weight, int sign) {
    ValueFault outside = faultOutside(payload, weight);
    if (outside != null) {
      return outside;
    }
    double[] multiplier = {sign * grid.multiplier(weight)};
    return terms(List.of(payload), multiplier).addTo(lanes);
  }

  private Terms terms(List<ByteBuffer> payloads, double[] multipliers) {
    return new Terms(grid, termsInDouble, format, loops, payloads, multipliers);
  }

  private @Nullable ValueFault faultOutside(ByteBuffer payload, long weight) {
    if (weight < 1 || weight > grid.maxWeight()) {
      return new ValueFault(
          ValueFault.OUT_OF_RANGE, "weight is " + weight + ", expected 1 to " + grid.maxWeight());
    }
    long expected = (long) size() * format.bytes();
    if (payload.remaining() != expected) {
      return new ValueFault(
          ValueFault.WRONG_LENGTH,
          "payload has "
              + payload.remaining()
              + " bytes, expected "
              + expected
              + ": "
              + size()
              + " numbers of "
              + format.bytes()
              + " bytes");
    }
    return null;
  }
}
