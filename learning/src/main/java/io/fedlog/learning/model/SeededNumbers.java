package io.fedlog.learning.model;

/**
 * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), written out so that every JDK gives the same bits.
 */
final class SeededNumbers {
  private static final int TERMS = 12;
  private long state;

  SeededNumbers(long seed) {
    state = seed;
  }

  /** Uniform in [0, 1), 53 bits. */
  double uniform() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    mixed ^= mixed >>> 31;
    return (mixed >>> 11) * 0x1.0p-53;
  }

  /** Near normal, mean 0 and variance 1: twelve uniforms less six, additions only. */
  double normal() {
    double sum = 0;
    for (int i = 0; i < TERMS; i++) {
      sum += uniform();
    }
    return sum - TERMS / 2.0;
  }
}
