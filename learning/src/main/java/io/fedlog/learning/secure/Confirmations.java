package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.BitSet;

/** Who has confirmed the outcome, for the server. Mutable, for one thread. */
final class Confirmations {
  private final Group group;
  private final Outcome outcome;
  private final byte[] digest;
  private final StoreVerifier verifier;
  private final BitSet confirmed = new BitSet();

  Confirmations(Group group, Outcome outcome, StoreVerifier verifier) {
    this.group = group;
    this.outcome = outcome;
    this.digest = outcome.digest();
    this.verifier = verifier;
  }

  /**
   * @throws RefusedException when it is not a store's first, sound one
   */
  void take(Confirmation confirmation) {
    int store = group.ordinalOf(confirmation.store());
    if (confirmed.get(store)) {
      throw Refusal.because(
          Reason.DUPLICATE,
          "%s confirmed the outcome of round %s before, the first counts"
              .formatted(confirmation.store(), group.terms().roundId()));
    }
    confirmation.requireSound(group, outcome, digest, verifier);
    confirmed.set(store);
  }

  /** How many more make a quorum. */
  int awaited() {
    return Math.max(0, group.size().quorum() - confirmed.cardinality());
  }
}
