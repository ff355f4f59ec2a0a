package io.fedlog.learning.noise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which noise is drawn. Who knows it can take the noise off again, so it must stay
 * where the exact values are known anyway. It is never shown.
 *
 * <p>Immutable, for any thread.
 */
public final class NoiseKey {
  /** Length of a secret. */
  public static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec secret;

  /**
   * A key of a secret that the caller keeps.
   *
   * @param secret 32 bytes from a cryptographic generator; copied
   * @throws IllegalArgumentException when it has another length
   */
  public NoiseKey(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "noise secret is of "
              + secret.length
              + " bytes; expected "
              + BYTES
              + " from a cryptographic generator");
    }
    this.secret = new SecretKeySpec(secret, HMAC);
  }

  /** A new key, for noise that need not be drawn again. */
  public static NoiseKey random(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new NoiseKey(secret);
  }

  /**
   * The stream of a context, from its beginning. The same secret, label and context give the same
   * stream; any other gives one that cannot be told from an independent one without the secret.
   *
   * <p>Two values published with noise of one stream give their difference away. So the context
   * must name all that the noisy values depend on: such as the digest of the decision, which stands
   * for definition and cohort, and the chunk. What noise it is need not be named: each distribution
   * at each scale draws from words of its own.
   *
   * <p>The stream's key is HMAC-SHA256(secret, message). The message has the label (UTF-8) and each
   * part of the context, every one after its length (4 bytes, big-endian). No word is made with
   * that key, but with those that {@link NoiseStream} derives from it.
   *
   * @param label what the stream is for
   * @param context parts of any length; where one ends matters
   */
  public NoiseStream stream(String label, byte[]... context) {
    return new NoiseStream(new NoiseKey(derive(label, context)), "");
  }

  /** Another secret, of this one and what it is for. */
  byte[] derive(String label, byte[]... context) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      add(mac, label.getBytes(StandardCharsets.UTF_8));
      for (byte[] part : context) {
        add(mac, part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java has no HMAC-SHA256, which every Java must have", e);
    }
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "NoiseKey[hidden]";
  }

  private static void add(Mac mac, byte[] part) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    mac.update(part);
  }
}
