package io.fedlog.learning.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Uniform words from AES-256 in counter mode (NIST SP 800-38A), the counter starting at 0. The
 * keystream's bytes are read as little-endian longs, in order, so the same key gives the same words
 * on any machine. A {@link NoiseKey} makes streams, each with a key of its own.
 *
 * <p>Within a stream each noise, by its distribution and scale, has words of its own: the AES key
 * is HMAC-SHA256(the stream's key, the noise's name after its length), with an empty name for
 * {@link #nextLong}. Whoever gave two scales one context would else publish noise that is nearly
 * known to who subtracts.
 *
 * <p>Mutable, for one thread.
 */
public final class NoiseStream {
  private static final int BUFFER = 4096;
  private static final byte[] ZEROS = new byte[BUFFER];

  private final Cipher cipher;
  private final byte[] keystream = new byte[BUFFER];
  private final long[] words = new long[BUFFER / Long.BYTES];
  private final Chance chance = this::below;
  private final NoiseKey key;
  private final Map<String, NoiseStream> ofNoises = new HashMap<>(2);
  private int used = words.length;

  /**
   * @param noise whose words these are
   */
  NoiseStream(NoiseKey key, String noise) {
    this.key = key;
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key.derive(noise), "AES"),
          new IvParameterSpec(new byte[16]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java has no AES-256 in counter mode; run on one with the provider SunJCE", e);
    }
  }

  /** The next 64 bits. */
  public long nextLong() {
    if (used == words.length) {
      refill();
    }
    return words[used++];
  }

  /** The words of one noise, from where it left off. */
  NoiseStream of(String noise) {
    return ofNoises.computeIfAbsent(noise, name -> new NoiseStream(key, name));
  }

  /** The rest of the stream, as samplers use it. */
  Chance chance() {
    return chance;
  }

  /** Names no key and no word. */
  @Override
  public String toString() {
    return "NoiseStream[hidden]";
  }

  /** Lemire 2019, on 63 bits: one word, and another with a probability below bound / 2^63. */
  private long below(long bound) {
    long word = nextLong() >>> 1;
    long low = word * bound & Long.MAX_VALUE;
    if (low < bound) {
      // Of the 2^63 words, 2^63 mod bound are too many to be shared out evenly.
      long surplus = (Long.MAX_VALUE % bound + 1) % bound;
      while (low < surplus) {
        word = nextLong() >>> 1;
        low = word * bound & Long.MAX_VALUE;
      }
    }
    return Math.multiplyHigh(word, bound << 1); // word * bound / 2^63
  }

  private void refill() {
    int made;
    try {
      made = cipher.update(ZEROS, 0, BUFFER, keystream, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("counter mode gave more bytes than it took", e);
    }
    if (made != BUFFER) { // else old words would be used again
      throw new IllegalStateException(
          "counter mode gave "
              + made
              + " bytes for "
              + BUFFER
              + "; run on a Java with the provider SunJCE");
    }
    ByteBuffer.wrap(keystream).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    used = 0;
  }
}
