package io.fedlog.learning.method;

/** The masks that are left in one chunk's sum. The same however often they are taken off. */
@FunctionalInterface
public interface SumMasks {
  /**
   * Takes the masks off.
   *
   * @param sums in units of the grid, in the order of the parameters; each changed modulo 2^64
   */
  void takeOff(long[] sums);
}
