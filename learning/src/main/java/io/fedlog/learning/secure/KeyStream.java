package io.fedlog.learning.secure;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.LongSupplier;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Uniform elements of the field from the AES-256-CTR keystream of a key: its low 61 bits of each 8
 * bytes, leaving out the one value that is no element. Made once, used up once.
 */
final class KeyStream implements LongSupplier {
  private static final int BUFFER_BYTES = 4096;

  private final Cipher cipher;
  private final byte[] zeros = new byte[BUFFER_BYTES];
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  KeyStream(byte[] key) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-256 in counter mode", e);
    }
  }

  @Override
  public long getAsLong() {
    while (true) {
      if (!buffer.hasRemaining()) {
        buffer = ByteBuffer.wrap(cipher.update(zeros));
      }
      long element = buffer.getLong() & Field61.PRIME;
      if (element != Field61.PRIME) {
        return element;
      }
    }
  }

  /** Uniform in [0, bound); rejects what would favour small numbers. */
  int below(int bound) {
    long most = Field61.PRIME / bound * bound;
    while (true) {
      long element = getAsLong();
      if (element < most) {
        return (int) (element % bound);
      }
    }
  }
}
