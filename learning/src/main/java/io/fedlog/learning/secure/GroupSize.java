package io.fedlog.learning.secure;

/**
 * What the {@link GroupTerms} come to for a group of so many stores.
 *
 * @param stores in the group
 * @param survivors the fewest that may be left when shares are in, and in the sum; with fewer the
 *     sum could fall apart into readable parts
 * @param neighbours of each store; {@code stores - 1} on a complete graph, else an even number
 * @param threshold shares that give a secret: more than a store has corrupt neighbours
 * @param survivingNeighbours that every store of the sum must have in it, at least the threshold;
 *     against a malicious server so many that the honest stores of the sum hang together
 * @param quorum signatures over the outcome before anybody reveals anything; 0 when the server is
 *     trusted to tell everybody the same
 */
public record GroupSize(
    int stores, int survivors, int neighbours, int threshold, int survivingNeighbours, int quorum) {

  public GroupSize {
    if (neighbours < 2 || neighbours >= stores || threshold < 2 || threshold > neighbours) {
      throw new IllegalArgumentException(
          "%d neighbours and a threshold of %d among %d stores, expected 2 <= threshold <= neighbours < stores"
              .formatted(neighbours, threshold, stores));
    }
    if (survivors < threshold || survivors > stores) {
      throw new IllegalArgumentException(
          "%d survivors of %d stores, expected the threshold of %d or more"
              .formatted(survivors, stores, threshold));
    }
  }

  /** Whether every store is every other's neighbour, so that nothing is left to chance. */
  public boolean isComplete() {
    return neighbours == stores - 1;
  }
}
