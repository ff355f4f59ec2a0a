package io.fedlog.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a process opened, the last opened first, once. A part that fails to close does not
 * keep the others open. Thread-safe.
 *
 * <p>Only a {@code main} calls {@link #installHook()}: in tests and in the demo several services
 * share a JVM, and none of them may decide what its end means.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean closing;

  /**
   * Registers a part to close; closes it at once if the end has begun already.
   *
   * @return the part, so that opening and registering are one line
   */
  public <T extends AutoCloseable> T add(String name, T part) {
    synchronized (this) {
      if (!closing) {
        parts.push(new Part(name, part));
        return part;
      }
    }
    close(new Part(name, part));
    return part;
  }

  /** Closes everything when the JVM is told to end. For {@code main} only. */
  public void installHook() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "fedlog-shutdown"));
  }

  /** Lets {@link #awaitRequest()} return; closes nothing by itself. */
  public void request() {
    requested.countDown();
  }

  /** Blocks until somebody asks for the end or it has begun. */
  public void awaitRequest() throws InterruptedException {
    requested.await();
  }

  /** Closes all parts; a second caller waits until the first is through. */
  @Override
  public void close() {
    requested.countDown();
    boolean first;
    synchronized (this) {
      first = !closing;
      closing = true;
    }
    if (!first) {
      awaitDone();
      return;
    }
    try {
      for (Part part = next(); part != null; part = next()) {
        close(part);
      }
    } finally {
      done.countDown();
    }
  }

  private synchronized @Nullable Part next() {
    return parts.poll();
  }

  private void awaitDone() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Part part) {
    try {
      part.closeable().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while closing {}", part.name());
    } catch (Exception e) {
      log.warn("could not close {}", part.name(), e);
    }
  }
}
