package io.fedlog.learning.secure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The masks that are left in a sum of masked updates, from what unmasks it: every survivor's own,
 * and those that survivors have in common with a lost neighbour. Those between two survivors have
 * cancelled. Immutable.
 */
final class LeftMasks {
  private final Group group;
  private final Unmasking unmasking;
  private final int[] lost;

  /**
   * @throws RefusedException when the unmasking is another group's
   */
  LeftMasks(Group group, Unmasking unmasking) {
    group.requireOwn(unmasking.outcome().group(), "an unmasking");
    this.group = group;
    this.unmasking = unmasking;
    this.lost = unmasking.outcome().lost().ordinals().toArray();
  }

  /** How many stores are lost. */
  int lost() {
    return lost.length;
  }

  /** How many agreements a lost store's masks take at most. */
  int agreementsEach() {
    return group.size().neighbours();
  }

  /** Every survivor's own mask: no agreements. */
  List<Mask> own() {
    Outcome outcome = unmasking.outcome();
    int[] sharers = outcome.sharers().ordinals().toArray();
    List<Mask> masks = new ArrayList<>();
    for (int i = 0; i < sharers.length; i++) {
      if (outcome.survivors().contains(sharers[i])) {
        masks.add(new Mask(MaskKeys.own(group, sharers[i], unmasking.secrets()[i]), true));
      }
    }
    return masks;
  }

  /**
   * The masks in common with some lost stores: one agreement for each of them and surviving
   * neighbour, on the common pool's threads.
   *
   * @param from the first of the lost stores, by their order among them
   * @param to the first not asked for
   */
  List<Mask> common(int from, int to) {
    int[] sharers = unmasking.outcome().sharers().ordinals().toArray();
    return IntStream.range(from, to)
        .parallel()
        .mapToObj(
            i -> {
              int place = Arrays.binarySearch(sharers, lost[i]);
              return common(lost[i], new X25519(unmasking.secrets()[place]));
            })
        .flatMap(List::stream)
        .toList();
  }

  private List<Mask> common(int store, X25519 key) {
    List<Mask> masks = new ArrayList<>();
    for (int neighbour : group.neighboursOf(store)) {
      if (unmasking.outcome().survivors().contains(neighbour)) {
        byte[] mask = MaskKeys.common(group, key, store, neighbour);
        masks.add(new Mask(mask, neighbour < store));
      }
    }
    return masks;
  }
}
