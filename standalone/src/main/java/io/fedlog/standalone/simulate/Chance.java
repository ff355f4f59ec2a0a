package io.fedlog.standalone.simulate;

import java.util.Random;

/**
 * Where every random number of a run comes from: for each purpose, store and round a generator of
 * its own, so that one choice more or less changes no other. {@link Random} is specified to the
 * bit, hence the same on every Java.
 *
 * @param seed of the run
 */
record Chance(long seed) {

  /** What numbers are drawn for. */
  enum Purpose {
    ROWS,
    SPLIT,
    TRAINING_TIME,
    UPLOAD_TIME,
    DROP_OUT,
    ATTACKERS,
    NOISE,
    ORDER_OF_ROWS,
    PLACES
  }

  /** The generator for a purpose, and for the store and the round if it is one of theirs. */
  Random of(Purpose purpose, long... which) {
    long mixed = mix(seed);
    mixed = mix(mixed + purpose.ordinal());
    for (long part : which) {
      mixed = mix(mixed + part);
    }
    return new Random(mixed);
  }

  /** Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. */
  private static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
