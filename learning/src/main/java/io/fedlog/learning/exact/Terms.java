package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payloads and their multipliers, which are added to lanes in one pass: block by block, and all
 * payloads' values of a block before the next one, so that the lanes come from memory once. All of
 * them are added or none.
 *
 * <p>A few terms go to the lanes one by one. Of more, {@link BlockSum} adds up as many as it can
 * first, which gives the same integers with fewer conversions.
 */
final class Terms {
  /** Fewer than this many terms do not pay for a block sum. */
  private static final int FEWEST_SUMMED_FIRST = 4;

  private final Blocks blocks;
  private final double[] multipliers;
  private final Loops loops;
  private final double maxAbsValue;
  private final int summedFirst;
  private final @Nullable BlockSum blockSum;

  /**
   * Terms to be added.
   *
   * @param roomForTerms the grid's {@link Grid#termsInDouble}
   * @param payloads each as long as the lanes
   * @param multipliers one for each payload; a negative one takes its payload out
   */
  Terms(
      Grid grid,
      int roomForTerms,
      NumberFormat format,
      Loops loops,
      List<ByteBuffer> payloads,
      double[] multipliers) {
    this.blocks = Blocks.of(format, payloads, grid.maxAbsValue());
    this.multipliers = multipliers;
    this.loops = loops;
    this.maxAbsValue = grid.maxAbsValue();
    int capacity = Math.min(roomForTerms, multipliers.length);
    if (capacity < FEWEST_SUMMED_FIRST) {
      this.summedFirst = 0;
      this.blockSum = null;
    } else {
      int left = multipliers.length % capacity;
      this.summedFirst = multipliers.length - (left < FEWEST_SUMMED_FIRST ? left : 0);
      this.blockSum = new BlockSum(capacity, grid.lanes());
    }
  }

  /** Adds them, or says what is wrong with the first bad value found and changes nothing. */
  @Nullable ValueFault addTo(Lanes lanes) {
    lanes.begin();
    for (int from = 0; from < lanes.size(); from += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, lanes.size() - from);
      for (int term = 0; term < multipliers.length; term++) {
        if (!blocks.inRange(term, from, n)) {
          takeBack(lanes, from);
          return fault(term, from, n);
        }
      }
      addBlock(lanes, from, n, 1);
    }
    lanes.addBias(loops, multipliers.length - summedFirst);
    return null;
  }

  private void addBlock(Lanes lanes, int from, int n, int sign) {
    if (blockSum != null) {
      for (int term = 0; term < summedFirst; term++) {
        blocks.load(term, from, n);
        blockSum.add(blocks.doubles(n), n, sign * multipliers[term]);
        if (blockSum.isFull() || term == summedFirst - 1) {
          blockSum.moveTo(lanes, from, n);
        }
      }
    }
    for (int term = summedFirst; term < multipliers.length; term++) {
      blocks.load(term, from, n);
      blocks.addTo(loops, n, sign * multipliers[term], lanes.units(), lanes.residuals(), from);
    }
  }

  /** Undoes the blocks before {@code end}, biases included. */
  private void takeBack(Lanes lanes, int end) {
    for (int from = 0; from < end; from += Blocks.SIZE) {
      addBlock(lanes, from, Blocks.SIZE, -1);
    }
    // One bias from adding and one from taking out again.
    lanes.takeBiasOff(loops, 2 * (multipliers.length - summedFirst), end);
  }

  private ValueFault fault(int term, int from, int n) {
    blocks.load(term, from, n);
    ValueFault fault = ValueFault.of(blocks, from, n, maxAbsValue);
    return multipliers.length == 1 ? fault : fault.ofPayload(term);
  }
}
