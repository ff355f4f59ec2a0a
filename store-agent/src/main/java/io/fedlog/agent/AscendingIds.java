package io.fedlog.agent;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Attempt ids for rounds with windows, each larger than all before: the clock's milliseconds and 20
 * bits drawn at random. After a restart the clock alone keeps them ascending; where it was set
 * back, attempts come late until it has caught up. Thread-safe.
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

  synchronized long next() {
    long drawn = (clock.millis() << RANDOM_BITS) + random.nextInt(1 << RANDOM_BITS);
    last = Math.max(last + 1, drawn);
    return last;
  }
}
