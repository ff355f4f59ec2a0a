package io.fedlog.aggregator.chunks;

import io.fedlog.learning.digest.TreeHash;
import java.nio.ByteBuffer;

/**
 * That a chunk of an attempt was admitted, and where it lies.
 *
 * @param running whether it went into the running sum as it came
 * @param digest the chunk's tree hash, 32 bytes
 */
record Receipt(
    String storeId, long attemptId, long offset, long weight, boolean running, byte[] digest) {
  private static final int BYTES = 2 * Long.BYTES + 1 + TreeHash.HASH_BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(offset)
        .putLong(weight)
        .put((byte) (running ? 1 : 0))
        .put(digest)
        .array();
  }

  /** Reads what {@link #toBytes} wrote and leaves the buffer behind it. */
  static Receipt read(String storeId, long attemptId, ByteBuffer buffer) {
    long offset = buffer.getLong();
    long weight = buffer.getLong();
    boolean running = buffer.get() != 0;
    byte[] digest = new byte[TreeHash.HASH_BYTES];
    buffer.get(digest);
    return new Receipt(storeId, attemptId, offset, weight, running, digest);
  }
}
