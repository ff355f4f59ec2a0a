package io.fedlog.learning.secure;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.Optional;

/**
 * Which number of neighbours a random Harary graph needs (Bell et al. 2020, section 3). A store's
 * neighbours are a uniform draw from all others. With k of them and threshold t:
 *
 * <ol>
 *   <li>no store has t corrupt neighbours, but with a chance of 2^-(sigma+1);
 *   <li>every store has t surviving neighbours, but with a chance of 2^-eta;
 *   <li>the honest survivors hang together, but with a chance of 2^-(sigma+1). A Harary graph falls
 *       apart only where k/2 neighbouring places are empty in two parts of its ring. When stores
 *       vanish by chance, that is itself unlikely. When a malicious server chooses who vanishes, a
 *       store beside such a gap would have at most k/2 neighbours and the corrupt ones in the gap,
 *       so every store of the sum must have more.
 * </ol>
 *
 * <p>That is for one draw. A malicious server draws as often as it likes ({@link #TRIED_GRAPHS}).
 */
final class SparseGraph {
  /**
   * How many graphs, as a power of 2, a malicious server may try: which one is drawn follows from
   * the keys and from who is in the group, and it may leave stores out, or have a corrupt store
   * choose its keys last. Each graph may go wrong with a chance that much smaller. A try costs some
   * hundred microseconds; 2^64 of them cost 60 million years of one core.
   */
  static final int TRIED_GRAPHS = 64;

  private final GroupTerms terms;
  private final GroupCount count;
  private final LogFactorials logs;
  private final double chanceAStore;

  SparseGraph(GroupTerms terms, GroupCount count) {
    this.terms = terms;
    this.count = count;
    this.logs = new LogFactorials(count.stores());
    int tried = terms.adversary() == Adversary.MALICIOUS ? TRIED_GRAPHS : 0;
    this.chanceAStore = StrictMath.pow(2, -(terms.sigma() + tried + 1)) / count.stores();
  }

  /** With the fewest neighbours; empty when not even all but one are enough. */
  Optional<GroupSize> smallest() {
    if (!count.hasQuorum(terms.adversary())) {
      return Optional.empty();
    }
    for (int neighbours = 2; neighbours < count.stores() - 1; neighbours += 2) {
      Optional<GroupSize> size = with(neighbours);
      if (size.isPresent()) {
        return size;
      }
    }
    return Optional.empty();
  }

  private Optional<GroupSize> with(int neighbours) {
    int threshold =
        Math.max(GroupCount.LEAST_THRESHOLD, corruptAmong(neighbours).leastUnlikely(chanceAStore));
    int surviving = threshold;
    if (terms.adversary() == Adversary.MALICIOUS) {
      // Two sides a store. One more than the corrupt ones of a side, which are fewer than this.
      int side = corruptAmong(neighbours / 2).leastUnlikely(chanceAStore / 2);
      surviving = Math.max(threshold, neighbours / 2 + side);
    } else if (chanceOfGaps(neighbours) > chanceAStore * count.stores()) {
      return Optional.empty();
    }
    if (surviving > neighbours || chanceOfFewer(surviving, neighbours) > allowedLoss()) {
      return Optional.empty();
    }
    return Optional.of(
        new GroupSize(
            count.stores(),
            count.survivors(),
            neighbours,
            threshold,
            surviving,
            count.quorum(terms.adversary())));
  }

  private Hypergeometric corruptAmong(int neighbours) {
    return new Hypergeometric(logs, count.stores() - 1, count.corrupt(), neighbours);
  }

  /** That a given store has fewer surviving neighbours; it may be a survivor itself. */
  private double chanceOfFewer(int surviving, int neighbours) {
    return new Hypergeometric(logs, count.stores() - 1, count.survivors() - 1, neighbours)
        .atMost(surviving - 1);
  }

  private double allowedLoss() {
    return StrictMath.pow(2, -terms.eta()) / count.stores();
  }

  /**
   * That k places of the ring, half here and half there, are all corrupt or lost; a union bound.
   */
  private double chanceOfGaps(int neighbours) {
    int bad = count.corrupt() + count.stores() - count.survivors();
    if (neighbours > bad) {
      return 0;
    }
    double pairs =
        StrictMath.log(count.stores())
            + StrictMath.log(count.stores() - neighbours - 1)
            - StrictMath.log(2);
    return StrictMath.exp(
        pairs + logs.choose(bad, neighbours) - logs.choose(count.stores(), neighbours));
  }
}
