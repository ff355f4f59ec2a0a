package io.fedlog.benchmarks.methods;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** The yardstick: reads all updates once, chunk by chunk like a round, and does next to nothing. */
final class BytePass {
  private static final int BLOCK = 1024;

  private final CutUpdates updates;

  BytePass(CutUpdates updates) {
    this.updates = updates;
  }

  /** All bytes of all updates, eight at a time (an odd parameter stays out): their exclusive or. */
  long read(Workers workers) throws InterruptedException {
    return workers
        .share(
            updates.chunks(),
            chunks -> {
              long[] block = new long[BLOCK];
              return chunks.mapToLong(chunk -> read(chunk, block)).reduce(0, (a, b) -> a ^ b);
            })
        .stream()
        .reduce(0L, (a, b) -> a ^ b);
  }

  private long read(int chunk, long[] block) {
    long all = 0;
    for (ByteBuffer payload : updates.payloads(chunk)) {
      LongBuffer numbers = payload.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      while (numbers.hasRemaining()) {
        int n = Math.min(BLOCK, numbers.remaining());
        numbers.get(block, 0, n);
        all ^= combined(block, n);
      }
    }
    return all;
  }

  private static long combined(long[] block, int n) {
    long all = 0;
    for (int i = 0; i < n; i++) {
      all ^= block[i];
    }
    return all;
  }
}
