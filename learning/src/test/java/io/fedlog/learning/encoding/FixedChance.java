package io.fedlog.learning.encoding;

import java.util.random.RandomGenerator;

/**
 * Chance that always says the same.
 *
 * @param value from 0 and under 1
 */
record FixedChance(double value) implements RandomGenerator {
  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("only doubles are drawn");
  }

  @Override
  public double nextDouble() {
    return value;
  }
}
