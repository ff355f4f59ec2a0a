package io.fedlog.learning.selection;

import java.math.BigDecimal;

/**
 * Which stores a round asks.
 *
 * @param draw how a part of the stores is drawn
 * @param fraction share of the available stores whose updates are wanted, above 0, at most 1
 * @param overSelection how many are asked for each one wanted, from 1 to 10: with 1.3 the round
 *     asks 30 % more and takes the first to complete (Bonawitz et al., MLSys 2019)
 * @param leastWanted never want fewer than these while so many are available, at least 1
 * @param availableWithinMs only stores that gave a sign of life in these last milliseconds; 0 asks
 *     the silent too
 * @param seed of the draw
 */
public record SelectionTerms(
    Draw draw,
    BigDecimal fraction,
    BigDecimal overSelection,
    int leastWanted,
    long availableWithinMs,
    long seed) {

  private static final BigDecimal MOST_OVER_SELECTION = BigDecimal.TEN;
  private static final int MOST_DIGITS = 18;

  /** How a part of the stores is drawn, without replacement. */
  public enum Draw {
    /** Every store alike (McMahan et al., AISTATS 2017). */
    EVEN,
    /**
     * With chances in proportion to the stores' rows (Efraimidis and Spirakis, 2006). Stores of
     * unknown size come last.
     */
    BY_ROWS
  }

  public SelectionTerms {
    requireShort("fraction", fraction);
    requireShort("over_selection", overSelection);
    require(
        fraction.signum() > 0 && fraction.compareTo(BigDecimal.ONE) <= 0,
        "fraction",
        fraction,
        "a share above 0 and at most 1");
    require(
        overSelection.compareTo(BigDecimal.ONE) >= 0
            && overSelection.compareTo(MOST_OVER_SELECTION) <= 0,
        "over_selection",
        overSelection,
        "a factor from 1 to 10 such as 1.3");
    require(leastWanted >= 1, "least_wanted", leastWanted, "1 or more");
    require(
        availableWithinMs >= 0, "available_within_ms", availableWithinMs, "0 (not asked) or more");
  }

  /** Asks everybody, heard of lately or not. */
  public static SelectionTerms everybody() {
    return new SelectionTerms(Draw.EVEN, BigDecimal.ONE, BigDecimal.ONE, 1, 0, 0);
  }

  /** Whether a store gave a sign of life lately enough to be asked. */
  public boolean isAvailable(Candidate store) {
    return availableWithinMs == 0 || store.silentMs() <= availableWithinMs;
  }

  /** Shares are multiplied and rounded: digits without end would never be done with. */
  private static void requireShort(String field, BigDecimal share) {
    require(
        share.precision() <= MOST_DIGITS && Math.abs((long) share.scale()) <= MOST_DIGITS,
        field,
        "of " + share.precision() + " digits, scale " + share.scale(),
        "at most " + MOST_DIGITS + " digits and decimals");
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + came + "; expected " + expected);
    }
  }
}
