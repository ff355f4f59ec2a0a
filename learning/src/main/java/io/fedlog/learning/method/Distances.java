package io.fedlog.learning.method;

/**
 * Squared Euclidean distances between points: updates 0 to n-1 and, where a round has one, the base
 * version as point n. Immutable.
 */
public final class Distances {
  private final int updates;
  private final boolean withBase;
  private final double[] cells;

  /**
   * Distances by pair.
   *
   * @param updates at least 1
   * @param withBase whether the last point is the base version
   * @param cells of each pair i under j, at {@link #cell}; 0 or more
   */
  Distances(int updates, boolean withBase, double[] cells) {
    int points = updates + (withBase ? 1 : 0);
    if (updates < 1 || cells.length != cells(points)) {
      throw new IllegalArgumentException(
          cells.length + " distances of " + points + " points, expected " + cells(points));
    }
    this.updates = updates;
    this.withBase = withBase;
    this.cells = cells.clone();
  }

  /** Pairs among so many points. */
  static int cells(int points) {
    return points * (points - 1) / 2;
  }

  /** Where the pair of i and a larger j lies. */
  static int cell(int i, int j) {
    return j * (j - 1) / 2 + i;
  }

  /** How many updates there are. */
  public int updates() {
    return updates;
  }

  /** Whether point {@link #updates} is the base version. */
  public boolean hasBase() {
    return withBase;
  }

  /** Updates, and the base if there is one. */
  public int points() {
    return updates + (withBase ? 1 : 0);
  }

  /** The squared distance between two points; 0 from a point to itself. */
  public double squared(int i, int j) {
    return i == j ? 0 : cells[cell(Math.min(i, j), Math.max(i, j))];
  }
}
