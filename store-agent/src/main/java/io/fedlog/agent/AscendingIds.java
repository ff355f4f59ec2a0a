package io.fedlog.agent;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Attempt ids for rounds with windows, each larger than all before: the clock's milliseconds and 20
 * bits drawn at random. {@link #above} passes over those used before a restart, should the clock
 * have been set back. Thread-safe.
 */
final class AscendingIds {
  private static final int RANDOM_BITS = 20;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long last;

  AscendingIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** An id that was used before. */
  synchronized void above(long used) {
    last = Math.max(last, used);
  }

  synchronized long next() {
    long drawn = (clock.millis() << RANDOM_BITS) + random.nextInt(1 << RANDOM_BITS);
    last = Math.max(last + 1, drawn);
    return last;
  }
}
