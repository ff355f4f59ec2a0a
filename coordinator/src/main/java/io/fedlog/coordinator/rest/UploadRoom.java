package io.fedlog.coordinator.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much memory uploads may take at once, by what their bodies announce and their round needs.
 * Who finds no room waits a little and is then put off: many large updates at once take longer, and
 * do not take the process down. Thread-safe.
 */
final class UploadRoom {

  private static final long UNIT = 1024;

  private final int units;
  private final Semaphore free;
  private final Duration patience;

  /**
   * @param bytes that uploads may take together; a larger one than that runs alone
   * @param patience how long an upload waits for room
   */
  UploadRoom(long bytes, Duration patience) {
    this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    this.free = new Semaphore(units, true);
    this.patience = patience;
  }

  /** Room that was taken; to be given back once. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /** Room for an upload that takes so many bytes of memory; none in time is a problem. */
  Taken take(long bytes) throws InterruptedException {
    int wanted = (int) Math.min(units, 1 + bytes / UNIT);
    if (!free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.unavailable(
          "as many uploads as memory allows are under way: repeat the call");
    }
    return () -> free.release(wanted);
  }
}
