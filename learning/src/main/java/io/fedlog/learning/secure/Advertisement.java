package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Phase 1, of a store: its two public keys of this round, signed.
 *
 * @param store its id
 * @param shareKey for the encryption of shares, X25519, 32 bytes
 * @param maskKey for the masks it has in common with its neighbours, X25519, 32 bytes
 * @param signature by the store's enrolled key
 */
public record Advertisement(String store, byte[] shareKey, byte[] maskKey, byte[] signature) {

  public Advertisement {
    shareKey = shareKey.clone();
    maskKey = maskKey.clone();
    signature = signature.clone();
  }

  /** Both keys, to be compared. */
  Set<ByteBuffer> keys() {
    return new HashSet<>(List.of(ByteBuffer.wrap(shareKey), ByteBuffer.wrap(maskKey)));
  }

  /** What is signed. */
  static byte[] message(SecureTerms terms, String store, byte[] shareKey, byte[] maskKey) {
    return new Transcript("advertise")
        .bytes(terms.digest())
        .text(store)
        .bytes(shareKey)
        .bytes(maskKey)
        .toBytes();
  }

  /**
   * @throws RefusedException when a key is not sound or the signature not the store's
   */
  void requireSound(SecureTerms terms, StoreVerifier verifier) {
    X25519.requireSound(shareKey, "the share key of " + store);
    X25519.requireSound(maskKey, "the mask key of " + store);
    if (Arrays.equals(shareKey, maskKey)) {
      throw Refusal.because(
          Reason.DUPLICATE, store + " advertised the same key for shares and masks, expected two");
    }
    requireSigned(terms, verifier);
  }

  void requireSigned(SecureTerms terms, StoreVerifier verifier) {
    if (!verifier.verify(store, message(terms, store, shareKey, maskKey), signature)) {
      throw Refusal.because(
          Reason.BAD_SIGNATURE,
          "the advertisement of %s for round %s is not signed by its enrolled key"
              .formatted(store, terms.roundId()));
    }
  }
}
