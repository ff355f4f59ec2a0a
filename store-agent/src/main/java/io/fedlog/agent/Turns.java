package io.fedlog.agent;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One store in one round with windows: it trains from the newest version, uploads, and begins again
 * from what is the newest then. While it is at work newer versions replace one another, so that a
 * slow store skips those it has missed. Thread-safe.
 */
final class Turns {
  private final BiConsumer<LiveRound, Runnable> work;
  private @Nullable LiveRound next;
  private boolean busy;

  /**
   * @param work begins to work on a version and runs what it is given when that is over
   */
  Turns(BiConsumer<LiveRound, Runnable> work) {
    this.work = work;
  }

  /** A newer version is there. */
  void offer(LiveRound round) {
    synchronized (this) {
      next = round;
    }
    goOn();
  }

  private void goOn() {
    LiveRound round;
    synchronized (this) {
      if (busy || next == null) {
        return;
      }
      busy = true;
      round = next;
      next = null;
    }
    work.accept(round, this::finished);
  }

  private void finished() {
    synchronized (this) {
      busy = false;
    }
    goOn();
  }
}
