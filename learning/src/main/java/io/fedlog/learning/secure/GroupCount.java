package io.fedlog.learning.secure;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.Optional;

/**
 * How many there are, at worst.
 *
 * @param stores in the group
 * @param corrupt the most that work with the server
 * @param survivors the fewest that are left at the end
 */
record GroupCount(int stores, int corrupt, int survivors) {
  static final int LEAST_THRESHOLD = 2;

  /** With everybody as neighbours nothing is left to chance: the counts alone must fit. */
  Optional<GroupSize> complete(Adversary adversary) {
    int threshold = Math.max(LEAST_THRESHOLD, corrupt + 1);
    boolean fits = threshold <= survivors - 1 && hasQuorum(adversary);
    return fits
        ? Optional.of(
            new GroupSize(stores, survivors, stores - 1, threshold, threshold, quorum(adversary)))
        : Optional.empty();
  }

  /** Whether the survivors can sign an outcome. */
  boolean hasQuorum(Adversary adversary) {
    return quorum(adversary) <= survivors;
  }

  /**
   * More than half of the stores and the corrupt ones: of any two such sets of signers, an honest
   * store is in both, and it signs one outcome only.
   */
  int quorum(Adversary adversary) {
    return adversary == Adversary.SEMI_HONEST ? 0 : (stores + corrupt) / 2 + 1;
  }
}
