package io.fedlog.runtime.trust;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * What a store signs to enrol its key, so that nobody enrols a key that is not theirs: {@value
 * #KIND} in ASCII, a zero byte, SHA-256 of the code (32 bytes), the length of the store's id in
 * UTF-8 (4 bytes, big-endian), the id, and the public key as X.509 SubjectPublicKeyInfo. The kind
 * keeps the signature from being taken for that of a join, a heartbeat or a seal.
 */
public final class EnrolmentProof {

  static final String KIND = "fedlog enrolment 1";

  private EnrolmentProof() {}

  /** The signature with which a store's key is enrolled. */
  public static byte[] sign(SigningKey key, String code, String storeId) {
    return sign(key.publicKey(), key.privateKey(), code, storeId);
  }

  /** The same for a key pair. */
  public static byte[] sign(PublicKey publicKey, PrivateKey key, String code, String storeId) {
    try {
      Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
      signature.initSign(key);
      signature.update(bytes(code, storeId, publicKey));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("An Ed25519 key signs anything.", e);
    }
  }

  /** Whether whoever has the private key signed just that. */
  public static boolean holds(PublicKey key, String code, String storeId, byte[] signature) {
    try {
      Signature check = Signature.getInstance(SigningKey.ALGORITHM);
      check.initVerify(key);
      check.update(bytes(code, storeId, key));
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // what is not even a signature is no better than a wrong one
    }
  }

  static byte[] bytes(String code, String storeId, PublicKey key) {
    byte[] id = storeId.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(KIND.getBytes(StandardCharsets.US_ASCII));
    bytes.write(0);
    bytes.writeBytes(sha256(code.getBytes(StandardCharsets.UTF_8)));
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id.length).array());
    bytes.writeBytes(id);
    bytes.writeBytes(key.getEncoded());
    return bytes.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
