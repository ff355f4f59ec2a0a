package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
    Outcome outcome = unmasking.outcome();
    group.requireOwn(outcome.group(), "an unmasking");
    int[] sharers = outcome.sharers().ordinals().toArray();
    List<Mask> masks = new ArrayList<>();
    List<X25519> lostKeys = new ArrayList<>();
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < sharers.length; i++) {
      byte[] secret = unmasking.secrets()[i];
      if (outcome.survivors().contains(sharers[i])) {
        masks.add(new Mask(MaskKeys.own(group, sharers[i], secret), true));
      } else {
        lost.add(sharers[i]);
        lostKeys.add(new X25519(secret));
      }
    }
    IntStream.range(0, lost.size())
        .parallel()
        .mapToObj(i -> common(group, outcome, lost.get(i), lostKeys.get(i)))
        .toList()
        .forEach(masks::addAll);
    return new MaskSum(List.copyOf(masks));
  }

  /** The masks that survivors have in common with a lost store. */
  private static List<Mask> common(Group group, Outcome outcome, int lost, X25519 key) {
    List<Mask> masks = new ArrayList<>();
    for (int neighbour : group.neighboursOf(lost)) {
      if (outcome.survivors().contains(neighbour)) {
        byte[] mask = MaskKeys.common(group, key, lost, neighbour);
        masks.add(new Mask(mask, neighbour < lost));
      }
    }
    return masks;
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
    subtract(Part.PARAMETERS, sums, chunk);
  }

  /** The sum of the plain weights from that of the masked ones, modulo 2^64. */
  public long unmaskedWeight(long maskedWeight) {
    long[] weight = {maskedWeight};
    subtract(Part.WEIGHT, weight, 0);
    return weight[0];
  }

  private void subtract(Part part, long[] sums, int chunk) {
    MaskStream stream = new MaskStream();
    for (Mask mask : masks) {
      stream.apply(mask.key(), part, chunk, sums, !mask.added());
    }
  }

  @Override
  public String toString() {
    return "the %d masks of a sum".formatted(masks.size());
  }
}
