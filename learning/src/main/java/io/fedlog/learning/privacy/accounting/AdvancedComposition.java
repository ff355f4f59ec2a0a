package io.fedlog.learning.privacy.accounting;

/**
 * Of many releases with a small epsilon each and without any delta: for some delta the total grows
 * with the root of their number (Dwork, Rothblum, Vadhan 2010, theorem III.3). It is the textbook's
 * bound; {@link OptimalComposition} is always below it.
 *
 * @param epsilon of one release, above 0
 * @param times 1 or more
 */
public record AdvancedComposition(double epsilon, int times) implements PrivacyAccountant {

  public AdvancedComposition {
    Ranges.positive("epsilon", epsilon);
    Ranges.atLeastOne("times", times);
  }

  /** {@code epsilon sqrt(2 n log(1 / delta)) + n epsilon (e^epsilon - 1)}, or the sum if less. */
  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    double spread = epsilon * StrictMath.sqrt(-2 * times * StrictMath.log(delta));
    return Math.min(epsilon * times, spread + drift());
  }

  @Override
  public double delta(double wanted) {
    Ranges.notNegative("epsilon", wanted);
    if (wanted >= epsilon * times) {
      return 0;
    }
    double above = Math.max(0, wanted - drift()) / epsilon;
    return StrictMath.exp(-above * above / (2 * times));
  }

  private double drift() {
    return times * epsilon * StrictMath.expm1(epsilon);
  }
}
