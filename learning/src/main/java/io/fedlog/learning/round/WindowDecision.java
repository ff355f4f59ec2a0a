package io.fedlog.learning.round;

import io.fedlog.learning.staleness.Staleness;
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
   * @param samples rows it was trained on, as its seal says
   */
  public record Entry(
      AttemptReference attempt,
      long baseVersion,
      long staleness,
      long stalenessWeight,
      long weight,
      long samples) {}

  /** Takes a copy. */
  public WindowDecision {
    entries = List.copyOf(entries);
  }

  /**
   * The part of the window's weight that an update of it counts for after staleness: over 0, 1 when
   * it is the only one and not stale.
   *
   * @param byWeights whether the window is divided by its weights after staleness, so that all
   *     parts add up to 1
   */
  public double share(Entry entry, boolean byWeights) {
    long all =
        entries.stream()
            .mapToLong(each -> byWeights ? stale(each) : each.weight() * Staleness.ONE)
            .sum();
    return (double) stale(entry) / all;
  }

  private static long stale(Entry entry) {
    return entry.weight() * entry.stalenessWeight();
  }
}
