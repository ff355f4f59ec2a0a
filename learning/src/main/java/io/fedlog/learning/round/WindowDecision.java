package io.fedlog.learning.round;

import java.util.List;

/**
 * Which updates make a window's version.
 *
 * @param number from 1 in each round
 * @param baseVersion the version that the window's updates move
 * @param entries in the order in which they completed
 */
public record WindowDecision(long number, long baseVersion, List<Entry> entries) {

  /**
   * One update.
   *
   * @param baseVersion the version it was trained from
   * @param staleness windows by which that is behind
   * @param stalenessWeight in units of 2^-20
   * @param weight in the grid's weight units
   */
  public record Entry(
      AttemptReference attempt,
      long baseVersion,
      long staleness,
      long stalenessWeight,
      long weight) {}

  /** Takes a copy. */
  public WindowDecision {
    entries = List.copyOf(entries);
  }
}
