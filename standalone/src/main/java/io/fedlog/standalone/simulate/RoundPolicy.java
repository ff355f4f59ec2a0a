package io.fedlog.standalone.simulate;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.learning.selection.Selected;
import io.fedlog.learning.selection.Selection;
import io.fedlog.learning.selection.SelectionTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a round asks and when it is decided.
 *
 * @param selection who is asked
 * @param minStores fewest updates of a round; null for 3 and for no more than are asked, or for all
 *     that are wanted where more are asked
 * @param threshold share of the joined stores that must have uploaded, null for 0.8; without
 *     meaning when more stores are asked than wanted: then the first to complete are taken, as many
 *     as are wanted
 * @param deadline by which a round must have been decided
 */
public record RoundPolicy(
    SelectionTerms selection,
    @Nullable Integer minStores,
    @Nullable BigDecimal threshold,
    Duration deadline) {
  private static final int USUAL_MIN_STORES = 3;
  private static final BigDecimal USUAL_THRESHOLD = new BigDecimal("0.8");

  public RoundPolicy {
    Flag.require(minStores == null || minStores >= 1, "--min-stores", minStores, "1 or more");
    Flag.require(
        threshold == null || (threshold.signum() >= 0 && threshold.compareTo(BigDecimal.ONE) <= 0),
        "--threshold",
        threshold,
        "a share from 0 to 1 such as 0.8");
    Flag.require(deadline.toMillis() >= 1, "--deadline", deadline, "a length of time above 0");
  }

  /** Whether more stores are asked than wanted. */
  boolean overSelects() {
    return selection.overSelection().compareTo(BigDecimal.ONE) > 0;
  }

  /** The fewest updates of a round. */
  int minStores(int wanted) {
    if (minStores != null) {
      return minStores;
    }
    return overSelects() ? wanted : minUpdates(wanted);
  }

  /** The fewest updates of a window of so many at most. */
  int minUpdates(int most) {
    return minStores == null ? Math.min(USUAL_MIN_STORES, most) : minStores;
  }

  /** With so many updates a round is decided, and they are its cohort; 0 for no such rule. */
  int take(Selected selected) {
    return selected.asked().size() > selected.wanted() ? selected.wanted() : 0;
  }

  /** The share that must have uploaded; who takes the first does not go by shares. */
  BigDecimal neededShare() {
    if (overSelects()) {
      return BigDecimal.ONE;
    }
    return threshold == null ? USUAL_THRESHOLD : threshold;
  }

  /** Of which share of so many stores a round wants updates. */
  double wantedShare(int stores) {
    List<Candidate> all =
        IntStream.range(0, stores)
            .mapToObj(store -> new Candidate(VirtualChain.name(store), 1, 0))
            .toList();
    return (double) Selection.of(selection, 1, all).wanted() / stores;
  }
}
