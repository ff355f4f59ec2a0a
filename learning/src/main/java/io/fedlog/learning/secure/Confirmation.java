package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;

/**
 * Phase 6b, of a store: that it was shown this outcome, and will know no other.
 *
 * @param store its id
 * @param outcome the outcome's digest
 * @param signature by the store's enrolled key
 */
public record Confirmation(String store, byte[] outcome, byte[] signature) {

  public Confirmation {
    outcome = outcome.clone();
    signature = signature.clone();
  }

  static byte[] message(byte[] outcome, String store) {
    return new Transcript("confirm").bytes(outcome).text(store).toBytes();
  }

  /**
   * @throws RefusedException when it is over another outcome, or not by a store of the sum
   */
  void requireSound(Group group, Outcome own, byte[] digest, StoreVerifier verifier) {
    if (!own.survivors().contains(group.ordinalOf(store))) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE,
          "%s confirmed an outcome of round %s that it is not in"
              .formatted(store, group.terms().roundId()));
    }
    if (!Arrays.equals(digest, outcome)) {
      throw Refusal.because(
          Reason.FOREIGN,
          "%s confirmed another outcome of round %s: the server may have shown two"
              .formatted(store, group.terms().roundId()));
    }
    if (!verifier.verify(store, message(outcome, store), signature)) {
      throw Refusal.because(
          Reason.BAD_SIGNATURE,
          "the confirmation of %s in round %s is not signed by its enrolled key"
              .formatted(store, group.terms().roundId()));
    }
  }
}
