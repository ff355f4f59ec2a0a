package io.fedlog.learning.secure;

import java.util.Optional;

/**
 * What taking the masks off may cost the server at most. Agreements are 0.15 ms of CPU time each,
 * and a chunk's masks are expanded in one go, some 1.2 * 10^9 values a second; both as measured
 * (docs/performance.md).
 */
public final class UnmaskingCost {
  /** Two and a half minutes of one core. */
  static final long MOST_AGREEMENTS = 1_000_000;

  /** Five seconds of one core: a chunk is made inside one transaction. */
  static final long MOST_VALUES = 6_000_000_000L;

  private UnmaskingCost() {}

  /** Why a group of that size asks too much of the server; empty when it does not. */
  public static Optional<String> misfit(SecureTerms terms, GroupSize size) {
    int lost = size.stores() - size.survivors();
    long agreements = (long) lost * size.neighbours();
    if (agreements > MOST_AGREEMENTS) {
      return Optional.of(
          "of %d stores with %d neighbours each %d may be lost, which takes the server up to %d agreements; expected at most %d: fewer stores (group_size), a sparse graph or a lower drop_out"
              .formatted(size.stores(), size.neighbours(), lost, agreements, MOST_AGREEMENTS));
    }
    long masks = agreements + size.stores();
    long values = Math.min(terms.chunkValues(), terms.values());
    if (masks * values > MOST_VALUES) {
      return Optional.of(
          "up to %d masks are to be taken off chunks of %d values; expected at most %d values for so many: smaller chunks (FL_CHUNK_BYTES, from 65536), fewer stores (group_size), a sparse graph or a lower drop_out"
              .formatted(masks, values, MOST_VALUES / masks));
    }
    return Optional.empty();
  }
}
