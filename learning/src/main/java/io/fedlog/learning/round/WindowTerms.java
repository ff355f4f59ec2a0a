package io.fedlog.learning.round;

import io.fedlog.learning.staleness.Staleness;

/**
 * What the quorum must know of a round whose decisions are windows.
 *
 * @param updates K: a window closes with so many updates, 1 to 1,000
 * @param windowMs or when so many milliseconds have passed since the last decision, from 1, if
 *     there are at least the round's {@code min_stores}
 * @param mostWindows versions after which the round is over; 0 for no such end
 * @param maxStaleness windows by which an update's base may be behind, 0 to 255
 * @param staleness what an update that is behind still weighs
 */
public record WindowTerms(
    int updates, long windowMs, int mostWindows, int maxStaleness, Staleness staleness) {
  /** A decision names each update, in one record. */
  private static final int MOST_UPDATES = 1_000;

  private static final int MOST_STALENESS = 255;

  public WindowTerms {
    require(updates >= 1 && updates <= MOST_UPDATES, "updates", updates, "1 to " + MOST_UPDATES);
    require(windowMs >= 1, "window_ms", windowMs, "1 or more");
    require(mostWindows >= 0, "max_windows", mostWindows, "0 (no such end) or more");
    require(
        maxStaleness >= 0 && maxStaleness <= MOST_STALENESS,
        "max_staleness",
        maxStaleness,
        "0 to " + MOST_STALENESS);
  }

  /** Refuses a round that such windows do not fit into. */
  void requireRoom(int take, long baseVersion, int minStores, int maxCohort) {
    Bounds.require(take == 0, "take", take, "0 in a round with windows, which take so many each");
    Bounds.require(
        baseVersion >= 1, "base version", baseVersion, "1 or more in a round with windows");
    Bounds.require(
        minStores <= updates,
        "min_stores",
        minStores,
        "at most the " + updates + " updates of a window");
    Bounds.require(
        updates <= maxCohort,
        "max_cohort",
        maxCohort,
        "room for the " + updates + " updates of a window");
  }

  private static void require(boolean holds, String field, long came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "windows: " + field + " is " + came + "; expected " + expected);
    }
  }
}
