package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Which stores are at work: so many at a time, each drawn evenly from those that are free. Not
 * thread-safe.
 */
final class Places {
  private final Random random;
  private final int[] free;
  private int count;
  private int vacant;

  /**
   * All stores are free, all places vacant.
   *
   * @param places stores at work at a time
   */
  Places(int stores, int places, Random random) {
    this.random = random;
    this.free = new int[stores];
    this.count = stores;
    this.vacant = places;
    Arrays.setAll(free, store -> store);
  }

  /** Gives a vacant place to a free store; empty when there is none of either. */
  OptionalInt take() {
    if (vacant == 0 || count == 0) {
      return OptionalInt.empty();
    }
    int drawn = random.nextInt(count);
    int store = free[drawn];
    free[drawn] = free[--count];
    vacant--;
    return OptionalInt.of(store);
  }

  /** A place is vacant again. */
  void vacate() {
    vacant++;
  }

  /** A store is free again. */
  void release(int store) {
    free[count++] = store;
  }
}
