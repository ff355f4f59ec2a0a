package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Collection;

/** What an outcome must be like for a store to sign it. The server keeps to the same rules. */
final class OutcomeRules {
  private final Group group;

  OutcomeRules(Group group) {
    this.group = group;
  }

  /**
   * @throws RefusedException when it is not of this group or would betray more than a large sum
   */
  void require(Outcome outcome) {
    group.requireOwn(outcome.group(), "an outcome");
    int stores = group.size().stores();
    if (outcome.sharers().stores() != stores
        || outcome.survivors().stores() != stores
        || outcome.survivors().without(outcome.sharers()).size() > 0) {
      throw Refusal.because(
          Reason.MALFORMED,
          "an outcome of round %s with survivors that are not among its sharers"
              .formatted(group.terms().roundId()));
    }
    requireEnough(outcome.survivors());
    outcome
        .survivors()
        .ordinals()
        .forEach(
            survivor ->
                requireNeighbours(
                    survivor, outcome.survivors(), group.size().survivingNeighbours()));
  }

  /**
   * Enough stores for a sum, and as many as the graph was made for: among fewer it may fall apart,
   * and each part would be summed on its own.
   */
  void requireEnough(StoreSet left) {
    int needed = Math.max(group.terms().minStores(), group.size().survivors());
    if (left.size() < needed) {
      throw Refusal.because(
          Reason.TOO_FEW,
          "%d stores are left in round %s, %d are needed"
              .formatted(left.size(), group.terms().roundId(), needed));
    }
  }

  /** Every lost store's key can be recovered from the survivors' shares. */
  void requireRecoverable(Outcome outcome) {
    outcome
        .lost()
        .ordinals()
        .forEach(lost -> requireNeighbours(lost, outcome.survivors(), group.size().threshold()));
  }

  /**
   * The stores that are left when all that have too few neighbours left are left out.
   *
   * @throws RefusedException when they are too few for a sum
   */
  StoreSet connected(Collection<Integer> stores) {
    int needed = group.size().survivingNeighbours();
    StoreSet left = StoreSet.of(group.size().stores(), stores.stream().mapToInt(store -> store));
    StoreSet before;
    do {
      before = left;
      StoreSet present = before;
      left =
          StoreSet.of(
              present.stores(),
              present
                  .ordinals()
                  .filter(store -> present.countOf(group.neighboursOf(store)) >= needed));
    } while (left.size() < before.size());
    requireEnough(left);
    return left;
  }

  void requireNeighbours(int store, StoreSet present, int needed) {
    int neighbours = present.countOf(group.neighboursOf(store));
    if (neighbours < needed) {
      throw Refusal.because(
          Reason.TOO_FEW,
          "%s has %d neighbours left in round %s, %d are needed"
              .formatted(group.storeAt(store), neighbours, group.terms().roundId(), needed));
    }
  }
}
