package io.fedlog.coordinator.log;

import io.fedlog.coordinator.audit.AuditLog;
import io.fedlog.schemas.AuditEvent;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes audit events: those that must be on the log before a call is answered at once, the others
 * one by one on a thread of its own, so that nobody's call waits for a log that is away.
 * Thread-safe.
 */
public final class AuditQueue implements AuditLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditQueue.class);

  /** More than the trail lets through in a minute. */
  private static final int ROOM = 1000;

  private final Consumer<AuditEvent> log;
  private final Duration closeWithin;
  private final AtomicLong leftOut = new AtomicLong();
  private final ThreadPoolExecutor writer;

  /**
   * @param closeWithin how long events that wait have when this is closed
   */
  public AuditQueue(LogWriter log, Duration closeWithin) {
    this(log::write, closeWithin);
  }

  /**
   * @param log returns when an event is on it, and may take its time
   */
  AuditQueue(Consumer<AuditEvent> log, Duration closeWithin) {
    this.log = log;
    this.closeWithin = closeWithin;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(ROOM),
            AuditQueue::thread,
            (task, full) -> leaveOut());
  }

  @Override
  public void write(AuditEvent event) {
    log.accept(event);
  }

  @Override
  public void offer(AuditEvent event) {
    writer.execute(() -> writeOffered(event));
  }

  private void writeOffered(AuditEvent event) {
    try {
      log.accept(event);
    } catch (RuntimeException e) {
      LOG.warn(
          "An audit event is lost event={} subject={} reason={}",
          event.getEvent(),
          event.getSubject(),
          e.getMessage());
      return;
    }
    if (writer.getQueue().isEmpty()) {
      tellLeftOut(0);
    }
  }

  /** Said once, when the first does not fit; how many did not when no more wait. */
  private void leaveOut() {
    if (leftOut.getAndIncrement() == 0) {
      LOG.warn("Audit events are lost: the log takes none, and no more than {} may wait", ROOM);
    }
  }

  private void tellLeftOut(int more) {
    long count = leftOut.getAndSet(0) + more;
    if (count > 0) {
      LOG.warn("Audit events that could not wait are lost count={}", count);
    }
  }

  /** Writes what waits, for a bounded time. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      var unused = writer.awaitTermination(closeWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tellLeftOut(writer.shutdownNow().size());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "coordinator-audit");
    thread.setDaemon(true);
    return thread;
  }
}
