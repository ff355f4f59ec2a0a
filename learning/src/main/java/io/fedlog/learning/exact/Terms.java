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
  private static final int FEWEST_SUMMED_FIRST = 3;

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
    this.blocks = Blocks.of(format, payloads, grid.maxAbsValue(), loops.vectorCasts());
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
      int bad = addBlock(lanes, from, n, 1, multipliers.length);
      if (bad < multipliers.length) {
        ValueFault fault = ValueFault.of(blocks.values(), from, n, maxAbsValue);
        takeBack(lanes, from, n, bad);
        return multipliers.length == 1 ? fault : fault.ofPayload(bad);
      }
    }
    lanes.addBias(loops, multipliers.length - summedFirst);
    return null;
  }

  /**
   * Adds the first {@code count} terms' values of a block, each times its sign.
   *
   * @return count, or the term at which it stopped because a value is bad
   */
  private int addBlock(Lanes lanes, int from, int n, int sign, int count) {
    for (int term = 0; term < count; term++) {
      if (!blocks.load(term, from, n)) {
        return term;
      }
      double m = sign * multipliers[term];
      if (blockSum == null || term >= summedFirst) {
        loops.add(blocks.values(), n, m, lanes, from);
      } else {
        blockSum.add(blocks.values(), n, m);
        if (blockSum.isFull() || term == summedFirst - 1) {
          blockSum.moveTo(lanes, from, n);
        }
      }
    }
    return count;
  }

  /** Undoes the blocks before {@code from}, and of the one there what is before the bad term. */
  private void takeBack(Lanes lanes, int from, int n, int bad) {
    int inLanes = blockSum == null || bad >= summedFirst ? bad : bad - blockSum.clear();
    undoBlock(lanes, from, n, inLanes);
    for (int before = 0; before < from; before += Blocks.SIZE) {
      undoBlock(lanes, before, Blocks.SIZE, multipliers.length);
    }
  }

  private void undoBlock(Lanes lanes, int from, int n, int count) {
    addBlock(lanes, from, n, -1, count);
    // One bias from adding and one from taking out again.
    lanes.takeBiasOff(loops, 2 * Math.max(0, count - summedFirst), from, n);
  }
}
