package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/**
 * One private key of X25519 (RFC 7748) and what it agrees on. Keys are the RFC's 32 bytes. All
 * arithmetic on the curve is the JDK's, which takes the same time for every key. For one thread.
 */
final class X25519 {
  /** Bytes of a private key, a public key and an agreed secret. */
  static final int KEY_BYTES = 32;

  private static final String NAME = "X25519";
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final byte[] BASE_POINT = littleEndian(BigInteger.valueOf(9));

  /** Any private key tells a point of small order: all of them agree with it on zero. */
  private static final byte[] PROBE = littleEndian(BigInteger.ONE);

  private final KeyAgreement agreement;

  X25519(byte[] privateKey) {
    requireLength(privateKey, "private key");
    try {
      PrivateKey key =
          KeyFactory.getInstance(NAME)
              .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey));
      agreement = KeyAgreement.getInstance(NAME);
      agreement.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no X25519, which Java 11 and later have", e);
    }
  }

  /** The public key of a private key. */
  static byte[] publicKey(byte[] privateKey) {
    return new X25519(privateKey).agree(BASE_POINT);
  }

  /**
   * The secret that both sides' keys give, to be put through a key derivation.
   *
   * @throws RefusedException when the other's key is of small order, so that the secret is zero
   */
  byte[] agree(byte[] publicKey) {
    requireLength(publicKey, "public key");
    try {
      agreement.doPhase(publicKeyOf(publicKey), true);
      return agreement.generateSecret();
    } catch (InvalidKeyException e) {
      throw Refusal.because(
          Reason.BAD_KEY, "a public key is a point of small order; its store is to be left out");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 failed on a key of the right length", e);
    }
  }

  /**
   * Refuses a public key that would give secrets anybody knows, or that is not the canonical form
   * of its point, which a recovered private key could never be held against.
   *
   * @param whose what to call it in a message
   */
  static void requireSound(byte[] publicKey, String whose) {
    if (publicKey.length != KEY_BYTES) {
      throw Refusal.because(
          Reason.BAD_KEY,
          "%s has %d bytes, expected %d".formatted(whose, publicKey.length, KEY_BYTES));
    }
    if (number(publicKey).compareTo(PRIME) >= 0) {
      throw Refusal.because(
          Reason.BAD_KEY, whose + " is not below 2^255 - 19, expected its canonical form");
    }
    try {
      new X25519(PROBE).agree(publicKey);
    } catch (RefusedException e) {
      throw Refusal.because(
          Reason.BAD_KEY, whose + " is a point of small order, expected a key made by X25519");
    }
  }

  private static PublicKey publicKeyOf(byte[] publicKey) throws GeneralSecurityException {
    return KeyFactory.getInstance(NAME)
        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(publicKey)));
  }

  private static BigInteger number(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  private static byte[] littleEndian(BigInteger value) {
    byte[] bytes = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bytes[i] = value.shiftRight(Byte.SIZE * i).byteValue();
    }
    return bytes;
  }

  private static void requireLength(byte[] key, String what) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a %s has %d bytes, expected %d".formatted(what, key.length, KEY_BYTES));
    }
  }

  /** Whether a private key belongs to a public one. */
  static boolean belongTogether(byte[] privateKey, byte[] publicKey) {
    return Arrays.equals(publicKey(privateKey), publicKey);
  }
}
