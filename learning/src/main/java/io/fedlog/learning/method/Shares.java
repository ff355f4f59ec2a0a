package io.fedlog.learning.method;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What each update counts for, as whole numbers: the model is what the method makes of the updates
 * that have a share.
 *
 * @param ofUpdates one for each update in the order of the store ids, 0 to {@link #ONE}; at least
 *     one is above 0, unless the base's is
 * @param ofBase of the base version, 0 to {@link #ONE}; 0 in a round without one
 */
public record Shares(long[] ofUpdates, long ofBase) {
  /** The unit of shares is {@code 2^-40}. */
  public static final int FRACTION_BITS = 40;

  /** All of the model. */
  public static final long ONE = 1L << FRACTION_BITS;

  public Shares {
    ofUpdates = ofUpdates.clone();
    for (long share : ofUpdates) {
      require(share);
    }
    require(ofBase);
    if (ofBase == 0 && Arrays.stream(ofUpdates).allMatch(share -> share == 0)) {
      throw new IllegalArgumentException("every share is 0, expected one above it");
    }
  }

  /**
   * Equal shares for these updates and none for the others.
   *
   * @param updates how many updates there are
   * @param chosen indices of updates, at least one
   */
  public static Shares equal(int updates, int... chosen) {
    long[] shares = new long[updates];
    IntStream.of(chosen).forEach(update -> shares[update] = ONE / chosen.length);
    return new Shares(shares, 0);
  }

  /**
   * The nearest shares to these parts of the model.
   *
   * @param parts of each update and, beyond those, of the base; 0 to 1 each
   */
  static Shares nearest(int updates, double[] parts) {
    long[] shares = new long[updates];
    for (int i = 0; i < updates; i++) {
      shares[i] = nearest(parts[i]);
    }
    return new Shares(shares, parts.length > updates ? nearest(parts[updates]) : 0);
  }

  /** Sum of all shares. */
  public long total() {
    return Arrays.stream(ofUpdates).sum() + ofBase;
  }

  private static long nearest(double part) {
    return (long) Math.rint(Math.max(0, Math.min(1, part)) * ONE);
  }

  private static void require(long share) {
    if (share < 0 || share > ONE) {
      throw new IllegalArgumentException("share is " + share + ", expected 0 to " + ONE);
    }
  }
}
