package io.fedlog.learning.secure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Masks: the AES-256-CTR keystream of a mask key, read as little-endian longs, added to or taken
 * from numbers modulo 2^64. The first counter block of a chunk is its {@link Part} and index, 4
 * bytes each, and 8 bytes of zeros, so that any chunk can be had alone and no two overlap. For one
 * thread; memory does not grow with the chunk.
 */
final class MaskStream {
  /** What a mask is for; each has blocks of its own. */
  enum Part {
    PARAMETERS,
    WEIGHT
  }

  private static final int BUFFER_BYTES = 8192;
  private static final byte[] ZEROS = new byte[BUFFER_BYTES];
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Cipher cipher;
  private final byte[] stream = new byte[BUFFER_BYTES];

  MaskStream() {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES in counter mode", e);
    }
  }

  /**
   * Adds a chunk of the mask to the values, or takes it off.
   *
   * @param key 32 bytes
   * @param chunk its index, from 0
   */
  void apply(byte[] key, Part part, int chunk, long[] values, boolean add) {
    if (chunk < 0) {
      throw new IllegalArgumentException("chunk is " + chunk + ", expected 0 or more");
    }
    try {
      byte[] first =
          ByteBuffer.allocate(16).putInt(part.ordinal()).putInt(chunk).putLong(0).array();
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(first));
      for (int at = 0; at < values.length; at += BUFFER_BYTES / Long.BYTES) {
        int count = Math.min(BUFFER_BYTES / Long.BYTES, values.length - at);
        cipher.update(ZEROS, 0, count * Long.BYTES, stream, 0);
        if (add) {
          add(values, at, count);
        } else {
          subtract(values, at, count);
        }
      }
    } catch (InvalidKeyException | InvalidAlgorithmParameterException | ShortBufferException e) {
      throw new IllegalStateException("AES-256 in counter mode failed on a key of 32 bytes", e);
    }
  }

  private void add(long[] values, int at, int count) {
    for (int i = 0; i < count; i++) {
      values[at + i] += (long) LONGS.get(stream, i * Long.BYTES);
    }
  }

  private void subtract(long[] values, int at, int count) {
    for (int i = 0; i < count; i++) {
      values[at + i] -= (long) LONGS.get(stream, i * Long.BYTES);
    }
  }
}
