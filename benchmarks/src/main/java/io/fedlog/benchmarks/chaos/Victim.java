package io.fedlog.benchmarks.chaos;

import java.time.Duration;

/** A process that can be killed, paused and brought back. */
interface Victim {
  Role role();

  /** Such as aggregator-2. */
  String name();

  /** Whether it has been started and neither killed nor paused since. */
  boolean isUp();

  /** Whether it has ever ended without having been killed. */
  boolean hasFallen();

  /** SIGKILL; returns when it is gone. */
  void kill() throws InterruptedException;

  /** Starts it again, with what state it has. */
  void start();

  /**
   * SIGSTOP.
   *
   * @param atMost after which it goes on by itself, should this process be gone
   */
  void pause(Duration atMost) throws InterruptedException;

  /** SIGCONT. */
  void resume() throws InterruptedException;

  /** Deletes what it keeps on disk; only while it is killed. */
  void loseState();
}
