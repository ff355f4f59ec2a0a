package io.fedlog.learning.secure;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
  /** Bytes of a key for AES-256, a seed or a digest. */
  static final int KEY_BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final int MOST_BLOCKS = 255;

  private Hkdf() {}

  /**
   * A key of 32 bytes.
   *
   * @param secret what only the parties know
   * @param salt public, of the round or group
   * @param info what the key is for; two uses never share one
   */
  static byte[] key(byte[] secret, byte[] salt, Transcript info) {
    return derive(secret, salt, info.toBytes(), KEY_BYTES);
  }

  static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > MOST_BLOCKS * KEY_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes were asked for, expected 1 to %d".formatted(length, MOST_BLOCKS * KEY_BYTES));
    }
    try {
      Mac mac = Mac.getInstance(HMAC);
      // RFC 5869, 2.2: no salt is a salt of zeros.
      mac.init(new SecretKeySpec(salt.length == 0 ? new byte[KEY_BYTES] : salt, HMAC));
      return expand(mac, mac.doFinal(secret), info, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java has no HMAC-SHA256, which every Java must have", e);
    }
  }

  private static byte[] expand(Mac mac, byte[] extracted, byte[] info, int length)
      throws InvalidKeyException {
    mac.init(new SecretKeySpec(extracted, HMAC));
    byte[] out = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < length; at += KEY_BYTES, counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      block = mac.doFinal();
      System.arraycopy(block, 0, out, at, Math.min(KEY_BYTES, length - at));
    }
    Arrays.fill(extracted, (byte) 0);
    return out;
  }
}
