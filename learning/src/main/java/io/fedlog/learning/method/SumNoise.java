package io.fedlog.learning.method;

/** Noise on one chunk's sum, before it is divided. The same however often it is asked for. */
@FunctionalInterface
public interface SumNoise {
  /**
   * Adds the noise.
   *
   * @param sums in units of the grid, in the order of the parameters; each changed modulo 2^64
   */
  void addTo(long[] sums);
}
