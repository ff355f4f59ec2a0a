package io.fedlog.learning.noise;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The stream of which golden values are known: those of a Python program that takes HMAC-SHA256 of
 * its standard library, the keystream of OpenSSL 3.0 ({@code openssl enc -aes-256-ctr}) and the
 * papers' algorithms in fractions.
 */
final class Golden {
  private Golden() {}

  static NoiseKey key() {
    byte[] secret = new byte[NoiseKey.BYTES];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) i;
    }
    return new NoiseKey(secret);
  }

  /** Such as the digest of a decision. */
  static byte[] digest() {
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 0xab);
    return digest;
  }

  /** Such as the index of a chunk. */
  static byte[] index(int index) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
  }

  static NoiseStream stream() {
    return key().stream("golden", digest(), index(7));
  }
}
