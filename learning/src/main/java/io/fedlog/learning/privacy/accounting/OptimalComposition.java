package io.fedlog.learning.privacy.accounting;

/**
 * The exact price of any releases with the same epsilon and without any delta (Kairouz, Oh,
 * Viswanath 2015, theorem 3.3): randomised response is the worst of them, and of n answers the
 * number of true ones is binomial. It holds for vectors of numbers too, however one record spreads
 * over them.
 *
 * @param epsilon of one release, above 0
 * @param times 1 or more
 */
public record OptimalComposition(double epsilon, int times) implements PrivacyAccountant {

  public OptimalComposition {
    Ranges.positive("epsilon", epsilon);
    Ranges.atLeastOne("times", times);
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    return Math.min(epsilon * times, Bisection.least(0, this::delta, delta));
  }

  /** Sum over n - 2i of the losses {@code (n - 2i) epsilon} above the one wanted. */
  @Override
  public double delta(double wanted) {
    Ranges.notNegative("epsilon", wanted);
    double logTrue = -StrictMath.log1p(StrictMath.exp(-epsilon));
    double logProbability = times * logTrue;
    double delta = 0;
    for (int lies = 0; lies <= times; lies++) {
      double excess = (times - 2.0 * lies) * epsilon - wanted;
      if (excess <= 0) {
        break;
      }
      delta -= StrictMath.exp(logProbability) * StrictMath.expm1(-excess);
      logProbability += StrictMath.log((times - lies) / (lies + 1.0)) - epsilon;
    }
    return Math.min(1, delta);
  }
}
