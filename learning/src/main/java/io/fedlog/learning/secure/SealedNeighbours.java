package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a store's neighbours in the sum masked under the sharers of the outcome. A server could
 * have had one mask under other sharers, with all its honest neighbours left out; its seed must not
 * be revealed then.
 */
final class SealedNeighbours {
  private final Group group;
  private final Outcome outcome;
  private final StoreVerifier verifier;

  SealedNeighbours(Group group, Outcome outcome, StoreVerifier verifier) {
    this.group = group;
    this.outcome = outcome;
    this.verifier = verifier;
  }

  /**
   * What is not sound does not count.
   *
   * @throws RefusedException when a neighbour has no sound seal
   */
  void require(int store, Collection<MaskSeal> seals) {
    Set<Integer> missing = new HashSet<>();
    for (int neighbour : group.neighboursOf(store)) {
      if (outcome.survivors().contains(neighbour)) {
        missing.add(neighbour);
      }
    }
    String last = "";
    for (MaskSeal seal : seals) {
      try {
        int sender = group.ordinalOf(seal.store());
        if (missing.contains(sender)) {
          seal.requireSound(group, outcome.sharers(), verifier);
          missing.remove(sender);
        }
      } catch (RefusedException e) {
        last = "; of one that does not count: " + e.getMessage();
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.because(
          Reason.TOO_FEW,
          "%d neighbours of %s are said to be in the sum of round %s without a seal that counts%s"
              .formatted(missing.size(), group.storeAt(store), group.terms().roundId(), last));
    }
  }
}
