package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a store is about to mask, by digests of its chunks. Masks hide one update only: the
 * difference of two under the same masks is plain to see. So a store agrees to one update before it
 * masks the first chunk, and every chunk is held against this. Made again from a kept update after
 * a restart.
 */
public final class UpdateDigest {
  private final long weight;
  private final List<byte[]> chunks;

  private UpdateDigest(long weight, List<byte[]> chunks) {
    this.weight = weight;
    this.chunks = chunks;
  }

  /**
   * @param weight sample count of the store, or 1
   * @param chunk gives the values of a chunk by its index, in units of the round's grid; read one
   *     after the other
   */
  public static UpdateDigest of(SecureTerms terms, long weight, IntFunction<long[]> chunk) {
    List<byte[]> digests = new ArrayList<>(terms.chunks());
    for (int i = 0; i < terms.chunks(); i++) {
      long[] values = chunk.apply(i);
      requireLength(terms, i, values);
      digests.add(digest(values));
    }
    return new UpdateDigest(weight, digests);
  }

  long weight() {
    return weight;
  }

  /** 32 bytes that stand for the update; secret, since small updates could be guessed. */
  byte[] digest() {
    Transcript transcript = new Transcript("update").number(weight);
    chunks.forEach(transcript::bytes);
    return transcript.sha256();
  }

  /**
   * @throws RefusedException when these are not the values that the digest was made of
   */
  void require(SecureTerms terms, int chunk, long[] values) {
    requireLength(terms, chunk, values);
    if (!Arrays.equals(chunks.get(chunk), digest(values))) {
      throw Refusal.because(
          Reason.CHANGED,
          "chunk %d has other values than when the update was agreed to; mask the kept update"
              .formatted(chunk));
    }
  }

  private static void requireLength(SecureTerms terms, int chunk, long[] values) {
    if (values.length != terms.valuesOf(chunk)) {
      throw new IllegalArgumentException(
          "chunk %d has %d values, expected %d"
              .formatted(chunk, values.length, terms.valuesOf(chunk)));
    }
  }

  private static byte[] digest(long[] values) {
    MessageDigest sha256 = Transcript.newSha256();
    ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += buffer.capacity() / Long.BYTES) {
      int count = Math.min(buffer.capacity() / Long.BYTES, values.length - at);
      buffer.clear().asLongBuffer().put(values, at, count);
      sha256.update(buffer.limit(count * Long.BYTES));
    }
    return sha256.digest();
  }

  @Override
  public String toString() {
    return "the digest of an update of %d chunks, not shown".formatted(chunks.size());
  }
}
