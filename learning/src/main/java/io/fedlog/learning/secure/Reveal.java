package io.fedlog.learning.secure;

import java.util.List;

/**
 * Phase 7, of a store of the sum: one share for each neighbour it has one of.
 *
 * @param store the holder
 * @param outcome the outcome's digest
 * @param shares in the order of the dealers' ordinals
 */
public record Reveal(String store, byte[] outcome, List<Share> shares) {

  public Reveal {
    outcome = outcome.clone();
    shares = List.copyOf(shares);
  }

  /**
   * @param dealer its ordinal
   * @param kind of the seed when the dealer is in the sum, of the mask key when it is not
   * @param bytes 40
   */
  public record Share(int dealer, ShareKind kind, byte[] bytes) {

    public Share {
      bytes = bytes.clone();
    }
  }
}
