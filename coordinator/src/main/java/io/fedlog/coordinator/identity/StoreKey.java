package io.fedlog.coordinator.identity;

import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.runtime.trust.SigningKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;

/**
 * A store's public key as it is enrolled.
 *
 * @param keyId its name in seals, joins and heartbeats; see {@link SigningKey#idOf}
 * @param encoded X.509 SubjectPublicKeyInfo
 */
record StoreKey(String keyId, byte[] encoded) {

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException when it is no Ed25519 public key
   */
  static StoreKey of(byte[] subjectPublicKeyInfo) {
    try {
      PublicKey key = Ed25519Keys.publicKey(subjectPublicKeyInfo);
      return new StoreKey(SigningKey.idOf(key), key.getEncoded());
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          "public_key: expected an Ed25519 public key as X.509 SubjectPublicKeyInfo, 44 bytes, came"
              + " something else. A key pair is made with: openssl genpkey -algorithm ed25519",
          e);
    }
  }

  /** Whether its private half signed the enrolment of this store with that code. */
  boolean signed(String code, String storeId, byte[] proof) {
    try {
      return EnrolmentProof.holds(Ed25519Keys.publicKey(encoded), code, storeId, proof);
    } catch (InvalidKeySpecException e) {
      throw new IllegalStateException("it was a key when this was made", e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }
}
