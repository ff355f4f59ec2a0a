package io.fedlog.learning.method;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Krum's scores: of each update the sum of the squared distances to those nearest to it. Sums are
 * of sorted terms, so that no numbering of the updates matters.
 */
final class KrumScores {
  private final Distances distances;
  private final int byzantine;

  KrumScores(Distances distances, int byzantine) {
    this.distances = distances;
    this.byzantine = byzantine;
  }

  /** The score of one update among those that are left, itself included. */
  double score(int update, BitSet left) {
    double[] squared =
        left.stream()
            .filter(other -> other != update)
            .mapToDouble(other -> distances.squared(update, other))
            .sorted()
            .toArray();
    return Arrays.stream(squared, 0, neighbours(squared.length)).reduce(0, Double::sum);
  }

  /** Of n updates the n - f - 2 nearest others; at least one. */
  private int neighbours(int others) {
    return Math.min(others, Math.max(1, others - byzantine - 1));
  }

  /** The update with the least score among those left; of equals the first. */
  int best(BitSet left) {
    int best = left.nextSetBit(0);
    double least = score(best, left);
    for (int i = left.nextSetBit(best + 1); i >= 0; i = left.nextSetBit(i + 1)) {
      double score = score(i, left);
      if (score < least) {
        best = i;
        least = score;
      }
    }
    return best;
  }
}
