package io.fedlog.learning.round;

import io.fedlog.learning.secure.StoreVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The enrolled keys by which the signatures of one round are checked. They are facts of the round
 * log, taken down when a store advertises, so that every fold of the log gives the same verdicts
 * whatever is enrolled by then. Mutable; the machine's.
 */
final class SignedKeys implements StoreVerifier {
  /** What is wrong with keys that come without an enrolled one: the aggregators ask for none. */
  static final String NOBODY_SIGNS =
      "adversary is MALICIOUS, so stores must sign: came keys of a store with no enrolled one; expected FL_SIGNATURES=required for the aggregators, or SEMI_HONEST";

  private static final String ALGORITHM = "Ed25519";

  private final boolean required;
  private final Map<String, PublicKey> keys = new HashMap<>();
  private boolean trusting;

  /**
   * @param required whether every record must be signed; else only those of stores with a key
   */
  SignedKeys(boolean required) {
    this.required = required;
  }

  /**
   * Takes down a store's key.
   *
   * @param encoded SubjectPublicKeyInfo, empty for none
   * @return why it cannot be; null when it is
   */
  @Nullable String put(String store, byte[] encoded) {
    if (encoded.length == 0) {
      return required ? NOBODY_SIGNS : null;
    }
    try {
      keys.put(
          store, KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
      return null;
    } catch (GeneralSecurityException e) {
      return "enrolled_key: expected the SubjectPublicKeyInfo of an Ed25519 key, came %d bytes"
          .formatted(encoded.length);
    }
  }

  void forget(String store) {
    keys.remove(store);
  }

  /** Takes every signature to be good while something is done. */
  void trusting(Runnable action) {
    trusting = true;
    try {
      action.run();
    } finally {
      trusting = false;
    }
  }

  @Override
  public boolean verify(String store, byte[] message, byte[] signature) {
    if (trusting) {
      return true;
    }
    PublicKey key = keys.get(store);
    if (key == null) {
      return !required;
    }
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // what is not even a signature is no better than a wrong one
    }
  }
}
