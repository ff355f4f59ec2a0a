package io.fedlog.coordinator.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many refusals of callers whom nobody knows may be written one by one: the audit topic is kept
 * for ever, and whoever can reach the door must not be able to fill it. Thread-safe.
 */
final class RefusalBudget {

  static final Duration PERIOD = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final int mostInPeriod;
  private Instant periodStart = Instant.MIN;
  private int spent;
  private long leftOut;

  RefusalBudget(InstantSource clock, int mostInPeriod) {
    this.clock = clock;
    this.mostInPeriod = mostInPeriod;
  }

  /** Whether one more may be written; one that may not is counted. */
  synchronized boolean spend() {
    Instant now = clock.instant();
    if (!now.isBefore(periodStart) && Duration.between(periodStart, now).compareTo(PERIOD) < 0) {
      if (spent >= mostInPeriod) {
        leftOut++;
        return false;
      }
    } else {
      periodStart = now;
      spent = 0;
    }
    spent++;
    return true;
  }

  /** How many were left out and not told yet; from now on they are told. */
  synchronized long takeLeftOut() {
    long told = leftOut;
    leftOut = 0;
    return told;
  }
}
