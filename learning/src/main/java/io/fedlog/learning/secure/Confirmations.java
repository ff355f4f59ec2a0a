package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.BitSet;

/**
 * Who has confirmed the outcome, each signature checked once: for the server, and for whoever hosts
 * several stores. Mutable, for one thread.
 */
public final class Confirmations {
  private final Group group;
  private final Outcome outcome;
  private final byte[] digest;
  private final StoreVerifier verifier;
  private final BitSet confirmed = new BitSet();

  /**
   * @param outcome the one that is to be confirmed
   */
  public Confirmations(Group group, Outcome outcome, StoreVerifier verifier) {
    this.group = group;
    this.outcome = outcome;
    this.digest = outcome.digest();
    this.verifier = verifier;
  }

  /**
   * Counts one.
   *
   * @throws RefusedException when it is not a store's first, sound one
   */
  public void take(Confirmation confirmation) {
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
  public int awaited() {
    return Math.max(0, group.size().quorum() - confirmed.cardinality());
  }
}
