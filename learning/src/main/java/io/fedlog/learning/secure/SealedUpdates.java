package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The seals of the sharers whose masked updates are complete. Mutable, for one thread. */
final class SealedUpdates {
  private final Group group;
  private final StoreSet sharers;
  private final StoreVerifier verifier;
  private final Map<Integer, MaskSeal> seals = new HashMap<>();

  SealedUpdates(Group group, StoreSet sharers, StoreVerifier verifier) {
    this.group = group;
    this.sharers = sharers;
    this.verifier = verifier;
  }

  /**
   * @throws RefusedException when it is not a sharer's first, sound one
   */
  void take(MaskSeal seal) {
    int store = group.ordinalOf(seal.store());
    if (!sharers.contains(store)) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE,
          "%s masked an update of round %s, but it is no sharer"
              .formatted(seal.store(), group.terms().roundId()));
    }
    if (seals.containsKey(store)) {
      throw Refusal.because(
          Reason.DUPLICATE,
          "%s sealed an update of round %s before, the first counts"
              .formatted(seal.store(), group.terms().roundId()));
    }
    seal.requireSound(group, sharers, verifier);
    seals.put(store, seal);
  }

  /** The store's seal does not count any more. */
  void remove(int store) {
    seals.remove(store);
  }

  StoreSet sharers() {
    return sharers;
  }

  Set<Integer> stores() {
    return seals.keySet();
  }

  /** The sum of the survivors' masked weights, modulo 2^64. */
  long weight(StoreSet survivors) {
    return seals.entrySet().stream()
        .filter(seal -> survivors.contains(seal.getKey()))
        .mapToLong(seal -> seal.getValue().weight())
        .sum();
  }
}
