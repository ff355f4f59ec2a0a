package io.fedlog.runtime.trust;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** An Ed25519 key pair (RFC 8032) and its name. Shows its private half to nobody but its user. */
public final class SigningKey {
  static final String ALGORITHM = "Ed25519";

  private static final int ID_BYTES = 16;

  private final String id;
  private final PublicKey publicKey;
  private final PrivateKey privateKey;

  SigningKey(PublicKey publicKey, PrivateKey privateKey) {
    this.id = idOf(publicKey);
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /** A new key, drawn by the platform's secure random. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPublic(), pair.getPrivate());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
    }
  }

  /** A key's name: the first 16 bytes of its SubjectPublicKeyInfo's SHA-256, in hexadecimal. */
  public static String idOf(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads a public key.
   *
   * @param encoded X.509 SubjectPublicKeyInfo
   * @throws GeneralSecurityException when it is none of Ed25519
   */
  public static PublicKey publicKey(ByteBuffer encoded) throws GeneralSecurityException {
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes));
    boolean curve25519 =
        key instanceof EdECPublicKey edwards
            && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    if (!curve25519) {
      throw new GeneralSecurityException("expected a key of Ed25519, got " + key.getAlgorithm());
    }
    return key;
  }

  /** Its name in what it signs. */
  public String id() {
    return id;
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  public PrivateKey privateKey() {
    return privateKey;
  }

  @Override
  public String toString() {
    return "Ed25519 key " + id;
  }
}
