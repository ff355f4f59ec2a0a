package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;

/**
 * Phase 5, of a store: the end of its masked update, with its masked weight. Its signature says
 * under which set of sharers it masked, so that nobody can be made to reveal its seed under
 * another.
 *
 * @param store its id
 * @param group the group's digest
 * @param sharers the digest of the set of sharers it masked under
 * @param weight its sample weight with all its masks on it, modulo 2^64
 * @param signature by the store's enrolled key
 */
public record MaskSeal(String store, byte[] group, byte[] sharers, long weight, byte[] signature) {

  public MaskSeal {
    group = group.clone();
    sharers = sharers.clone();
    signature = signature.clone();
  }

  static byte[] message(byte[] group, byte[] sharers, String store, long weight) {
    return new Transcript("masked")
        .bytes(group)
        .bytes(sharers)
        .text(store)
        .number(weight)
        .toBytes();
  }

  /**
   * @throws RefusedException when it is of another group or set, or not signed by the store
   */
  void requireSound(Group own, StoreSet ownSharers, StoreVerifier verifier) {
    own.requireOwn(group, "the seal of " + store);
    if (!Arrays.equals(ownSharers.digest(), sharers)) {
      throw Refusal.because(
          Reason.FOREIGN,
          "%s masked its update under another set of sharers than round %s has"
              .formatted(store, own.terms().roundId()));
    }
    if (!verifier.verify(store, message(group, sharers, store, weight), signature)) {
      throw Refusal.because(
          Reason.BAD_SIGNATURE,
          "the seal of %s in round %s is not signed by its enrolled key"
              .formatted(store, own.terms().roundId()));
    }
  }
}
