package io.fedlog.benchmarks.chaos;

import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A drawn update that takes its time: an upload reads it once to check it, and a second time, chunk
 * by chunk, to send it. The second reading is slow.
 */
final class SlowPayload implements UpdatePayload {
  private final byte[] bytes;
  private final int chunks;
  private final long paceMs;
  private final Runnable underWay;
  private int reads;

  SlowPayload(Random random, RoundDefinition round, long paceMs, Runnable underWay) {
    this.bytes = new byte[Math.toIntExact(round.getUpdateBytes())];
    this.chunks = round.getChunkCount();
    this.paceMs = paceMs;
    this.underWay = underWay;
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat(random.nextFloat() * 2 - 1);
    }
  }

  @Override
  public long bytes() {
    return bytes.length;
  }

  @Override
  public synchronized ByteBuffer read(long offset, int length) {
    reads++;
    if (reads > chunks) {
      pause();
      if (reads == chunks + chunks / 3) {
        underWay.run();
      }
    }
    return ByteBuffer.wrap(bytes, Math.toIntExact(offset), length).slice();
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(paceMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
