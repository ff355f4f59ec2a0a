package io.fedlog.agent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on a shared pool, in the order they came. One a store: many stores
 * share few threads, and no store's work overlaps with itself. Between two tasks others get a turn.
 */
final class SerialExecutor implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor pool;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  SerialExecutor(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    next();
  }

  private void next() {
    try {
      pool.execute(this::runNext);
    } catch (RejectedExecutionException e) {
      LOG.debug("The process ends; what a store has left to do is done after a restart", e);
    }
  }

  private void runNext() {
    try {
      take().run();
    } catch (RuntimeException e) {
      LOG.error("A task of a store failed unexpectedly", e);
    } finally {
      if (more()) {
        next();
      }
    }
  }

  private Runnable take() {
    synchronized (waiting) {
      return waiting.remove();
    }
  }

  private boolean more() {
    synchronized (waiting) {
      running = !waiting.isEmpty();
      return running;
    }
  }
}
