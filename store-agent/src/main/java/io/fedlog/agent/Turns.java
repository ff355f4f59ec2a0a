package io.fedlog.agent;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One store in one round with windows: it trains from the newest version, uploads, and begins again
 * from what is the newest once a window has taken that update, for beside a waiting one another
 * would count for nothing. While it is at work newer versions replace one another, so that a slow
 * store skips those it has missed. Thread-safe.
 */
final class Turns {

  /** Told that a turn is over. */
  @FunctionalInterface
  interface TurnEnd {
    /**
     * @param sealed whether its update is on the log
     */
    void over(boolean sealed);
  }

  private final int mostStaleness;
  private final BiConsumer<LiveRound, TurnEnd> work;
  private @Nullable LiveRound next;
  private boolean busy;

  /** Whether the turn's update may still come to be in a version. */
  private boolean pending;

  /** Versions that were made since the turn began. */
  private int behind;

  /**
   * @param mostStaleness versions after which a waiting update has been refused
   * @param work begins to work on a version and says when that is over
   */
  Turns(int mostStaleness, BiConsumer<LiveRound, TurnEnd> work) {
    this.mostStaleness = mostStaleness;
    this.work = work;
  }

  /** A version to go on from is there. */
  void offer(LiveRound round) {
    synchronized (this) {
      next = round;
    }
    goOn();
  }

  /**
   * A window has made a version, which is offered next.
   *
   * @param with whether the store's update is in it
   */
  synchronized void made(boolean with) {
    behind++;
    pending &= !with && behind <= mostStaleness;
  }

  /**
   * A window was lost, and perhaps with it the update of the turn before; what to go on from is
   * offered next.
   */
  synchronized void lost() {
    pending &= busy;
  }

  private void goOn() {
    LiveRound round;
    synchronized (this) {
      if (busy || pending || next == null) {
        return;
      }
      busy = true;
      pending = true; // a window may take it before this process knows that it is sealed
      behind = 0;
      round = next;
      next = null;
    }
    work.accept(round, this::finished);
  }

  private void finished(boolean sealed) {
    synchronized (this) {
      busy = false;
      pending &= sealed;
    }
    goOn();
  }
}
