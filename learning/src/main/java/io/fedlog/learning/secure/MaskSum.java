package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /** Works out the keys of all masks, one agreement for each lost store and surviving neighbour. */
  public static MaskSum of(Group group, Unmasking unmasking) {
    Outcome outcome = unmasking.outcome();
    group.requireOwn(outcome.group(), "an unmasking");
    int[] sharers = outcome.sharers().ordinals().toArray();
    return new MaskSum(
        IntStream.range(0, sharers.length)
            .parallel()
            .boxed()
            .flatMap(i -> masks(group, outcome, sharers[i], unmasking.secrets()[i]))
            .toList());
  }

  private static Stream<Mask> masks(Group group, Outcome outcome, int sharer, byte[] secret) {
    if (outcome.survivors().contains(sharer)) {
      return Stream.of(new Mask(MaskKeys.own(group, sharer, secret), true));
    }
    X25519 key = new X25519(secret);
    return IntStream.of(group.neighboursOf(sharer))
        .filter(outcome.survivors()::contains)
        .mapToObj(
            survivor -> new Mask(MaskKeys.common(group, key, sharer, survivor), survivor < sharer));
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
