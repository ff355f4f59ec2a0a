package io.fedlog.coordinator.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;

/**
 * A store's public key as it is enrolled.
 *
 * @param keyId its name in seals, joins and heartbeats: SHA-256 of the encoding, in hex
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
      byte[] encoded = Ed25519Keys.publicKey(subjectPublicKeyInfo).getEncoded();
      return new StoreKey(sha256(encoded), encoded);
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          "public_key: expected an Ed25519 public key as X.509 SubjectPublicKeyInfo, 44 bytes, came"
              + " something else. A key pair is made with: openssl genpkey -algorithm ed25519",
          e);
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
