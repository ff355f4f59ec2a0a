package io.fedlog.aggregator.replay;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on several partitions at a time, each in one thread, and carries what comes of it to the
 * caller's thread. A few results wait at most.
 */
final class PartitionThreads {
  private static final int MOST_WAITING = 4;

  private final Supplier<? extends UpdateSource> sources;
  private final int threads;
  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private @Nullable Throwable failure;
  private int ended;

  /** What is done with one partition. */
  @FunctionalInterface
  interface Work {
    void on(int partition, UpdateSource source, Results results);
  }

  /** Takes what the caller's thread is to run; waits while it is behind. */
  @FunctionalInterface
  interface Results {
    void put(Runnable result);
  }

  /** The caller has given up. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  PartitionThreads(Supplier<? extends UpdateSource> sources, int threads) {
    this.sources = sources;
    this.threads = threads;
  }

  /** Works on all of these and returns when that is done; throws what one of them threw. */
  void run(List<Integer> partitions, Work work) {
    AtomicInteger next = new AtomicInteger();
    int count = Math.min(threads, partitions.size());
    Thread[] running = new Thread[count];
    for (int i = 0; i < count; i++) {
      running[i] = new Thread(() -> work(partitions, work, next), "fedlog-replay-" + i);
      running[i].setDaemon(true);
      running[i].start();
    }
    try {
      while (ended < count && failure == null) {
        waiting.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while models were made again", e);
    } finally {
      stop(running, next, partitions.size());
    }
    Throwable why = failure;
    if (why instanceof RuntimeException e) {
      throw e;
    } else if (why instanceof Error e) {
      throw e;
    }
  }

  private void work(List<Integer> partitions, Work work, AtomicInteger next) {
    Throwable why = null;
    try (UpdateSource source = sources.get()) {
      for (int at = next.getAndIncrement(); at < partitions.size(); at = next.getAndIncrement()) {
        work.on(partitions.get(at), source, this::put);
      }
    } catch (StoppedException e) {
      return;
    } catch (RuntimeException | Error e) {
      why = e;
    }
    Throwable thrown = why;
    try {
      put(
          () -> {
            ended++;
            failure = failure == null ? thrown : failure;
          });
    } catch (StoppedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(Runnable result) {
    try {
      waiting.put(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** Nothing runs on when the caller goes on. */
  private void stop(Thread[] running, AtomicInteger next, int all) {
    next.set(all);
    for (Thread thread : running) {
      if (thread.isAlive() && (failure != null || ended < running.length)) {
        thread.interrupt();
      }
    }
    boolean interrupted = false;
    for (Thread thread : running) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
