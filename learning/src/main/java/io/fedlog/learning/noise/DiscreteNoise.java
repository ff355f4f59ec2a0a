package io.fedlog.learning.noise;

import java.util.Objects;

/**
 * Noise on the integers, drawn exactly from its distribution. Immutable, for any thread.
 *
 * <p>How long a draw takes depends on what is drawn, so whoever can time single draws learns
 * something of them. Noise for vectors is drawn in one go, before anything of them is published.
 */
public abstract sealed class DiscreteNoise permits DiscreteLaplace, DiscreteGaussian {
  /** Stands for no draw. Only a draw that overflows could be this, see {@link Scale}. */
  static final long REJECTED = Long.MIN_VALUE;

  private final String name;

  /**
   * @param name distribution and scale
   */
  DiscreteNoise(String name) {
    this.name = name;
  }

  /** One draw, in units of the grid. */
  public final long sample(NoiseStream stream) {
    return sample(stream.of(name).chance());
  }

  private long sample(Chance chance) {
    long drawn = propose(chance);
    while (drawn == REJECTED) {
      drawn = propose(chance);
    }
    return drawn;
  }

  /**
   * Adds one draw to each sum, modulo 2^64 as sums are, in the order of their index. The result is
   * a function of the stream's key and of what was drawn from it before.
   *
   * @param from index of the first sum that gets noise
   * @param to index after the last one
   * @throws IndexOutOfBoundsException when this is no range of the array; no sum is changed then
   */
  public final void addTo(long[] sums, int from, int to, NoiseStream stream) {
    Objects.checkFromToIndex(from, to, sums.length);
    Chance chance = stream.of(name).chance();
    for (int i = from; i < to; i++) {
      sums[i] += sample(chance);
    }
  }

  /**
   * One try: x with a probability in proportion to that of x, or {@link #REJECTED}. A try is
   * rejected with a probability under 0.81, independent of all others, so the number of tries has a
   * geometric tail.
   */
  abstract long propose(Chance chance);

  /** Distribution and scale: the name under which it draws. */
  @Override
  public final String toString() {
    return name;
  }
}
