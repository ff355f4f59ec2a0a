package io.fedlog.aggregator.chunks;

import java.nio.ByteBuffer;

/**
 * That a chunk of an attempt was admitted, and where it lies.
 *
 * @param running whether it went into the running sum as it came
 * @param digest the chunk's tree hash, 32 bytes
 */
record Receipt(
    String storeId, long attemptId, long offset, long weight, boolean running, byte[] digest) {

  byte[] toBytes() {
    return ByteBuffer.allocate(17 + digest.length)
        .putLong(offset)
        .putLong(weight)
        .put((byte) (running ? 1 : 0))
        .put(digest)
        .array();
  }

  static Receipt fromBytes(String storeId, long attemptId, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long offset = buffer.getLong();
    long weight = buffer.getLong();
    boolean running = buffer.get() != 0;
    byte[] digest = new byte[buffer.remaining()];
    buffer.get(digest);
    return new Receipt(storeId, attemptId, offset, weight, running, digest);
  }
}
