package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.List;

/**
 * The plain weight of a masked sum, worked out a bounded piece at a time: a lost store takes an
 * agreement with every surviving neighbour, 0.15 ms each, which comes to many seconds in a large
 * group. How far it is can be saved. Mutable, for one thread.
 */
public final class UnmaskedWeight {
  private final LeftMasks masks;
  private final MaskStream stream = new MaskStream();
  private int done;
  private final long[] weight;

  private UnmaskedWeight(LeftMasks masks, int done, long weight) {
    this.masks = masks;
    this.done = done;
    this.weight = new long[] {weight};
  }

  /**
   * Begins.
   *
   * @param maskedWeight of all stores of the sum, modulo 2^64
   */
  public static UnmaskedWeight begin(Group group, Unmasking unmasking, long maskedWeight) {
    LeftMasks masks = new LeftMasks(group, unmasking);
    UnmaskedWeight begun = new UnmaskedWeight(masks, 0, maskedWeight);
    begun.subtract(masks.own());
    return begun;
  }

  /**
   * Goes on from where another one was.
   *
   * @param done its {@link #done}
   * @param weight its {@link #weight}
   */
  public static UnmaskedWeight resume(Group group, Unmasking unmasking, int done, long weight) {
    return new UnmaskedWeight(new LeftMasks(group, unmasking), done, weight);
  }

  /**
   * Takes the masks of the next lost stores off.
   *
   * @param agreements to make at most, but always a whole store's
   */
  public void step(int agreements) {
    int stores = Math.max(1, agreements / masks.agreementsEach());
    int to = Math.min(masks.lost(), done + stores);
    subtract(masks.common(done, to));
    done = to;
  }

  /** How many lost stores' masks are off. */
  public int done() {
    return done;
  }

  /** Whether no mask is left. */
  public boolean isDone() {
    return done == masks.lost();
  }

  /** The weight, modulo 2^64, less the masks that are off; the plain one when all are. */
  public long weight() {
    return weight[0];
  }

  private void subtract(List<Mask> some) {
    for (Mask mask : some) {
      stream.apply(mask.key(), Part.WEIGHT, 0, weight, !mask.added());
    }
  }
}
