package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * All masks that are left in a sum of masked updates, ready to be taken off. Masks between two
 * survivors have cancelled; left are every survivor's own, and those it has in common with a lost
 * neighbour. Immutable; threads may share it and work on different chunks at once.
 */
public final class MaskSum {
  private final List<Mask> masks;

  private MaskSum(List<Mask> masks) {
    this.masks = masks;
  }

  /**
   * Works out the keys of all masks: one agreement for each lost store and surviving neighbour, on
   * the common pool's threads.
   */
  public static MaskSum of(Group group, Unmasking unmasking) {
    LeftMasks left = new LeftMasks(group, unmasking);
    List<Mask> masks = new ArrayList<>(left.own());
    masks.addAll(left.common(0, left.lost()));
    return new MaskSum(List.copyOf(masks));
  }

  /** How many masks there are to take off. */
  public int size() {
    return masks.size();
  }

  /**
   * Takes all masks off a chunk's sum. Memory does not grow with the stores.
   *
   * @param sums over all stores of the sum, modulo 2^64; becomes the sum of their plain values
   * @param chunk index, from 0
   */
  public void subtract(long[] sums, int chunk) {
    MaskStream stream = new MaskStream();
    for (Mask mask : masks) {
      stream.apply(mask.key(), Part.PARAMETERS, chunk, sums, !mask.added());
    }
  }

  @Override
  public String toString() {
    return "the %d masks of a sum".formatted(masks.size());
  }
}
