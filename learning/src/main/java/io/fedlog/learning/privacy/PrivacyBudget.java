package io.fedlog.learning.privacy;

import java.math.BigDecimal;
import java.util.function.Function;

/**
 * What may be spent: the releases together stay (epsilon, delta)-differentially private.
 *
 * @param epsilon above 0, finite
 * @param delta 0 to below 1; 0 allows Laplace noise only. Less than one in the number of records
 */
public record PrivacyBudget(double epsilon, double delta) {

  /** Noise is chosen in millionths of the sensitivity. */
  private static final int DIGITS = 6;

  private static final long LEAST_NOISE = 1_000;
  private static final long MOST_NOISE = 1_000_000_000_000_000L;

  public PrivacyBudget {
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon is " + epsilon + ", expected a finite number above 0");
    }
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException("delta is " + delta + ", expected 0 to below 1");
    }
  }

  /** Whether the budget covers this much in all; exactly used up is covered. */
  public boolean allows(SpentPrivacy spent) {
    return spent.epsilon(delta) <= epsilon;
  }

  /**
   * The least noise multiplier, sigma over L2 sensitivity, with which the budget covers so many
   * releases with Gaussian noise, and nothing else. Never below 0.001.
   *
   * @param releases 1 or more
   * @throws IllegalArgumentException if delta is 0, which no such noise satisfies
   */
  public BigDecimal gaussianNoiseMultiplier(int releases) {
    if (delta == 0) {
      throw new IllegalArgumentException(
          "delta is 0.0, expected above 0 for Gaussian noise; choose one below one in the number of"
              + " records, or Laplace noise");
    }
    return leastNoise(releases, noise -> SpentPrivacy.gaussian(BigDecimal.ONE, noise));
  }

  /**
   * The least scale over L1 sensitivity with which the budget covers so many releases with Laplace
   * noise, and nothing else. One over it is the epsilon of each. Never below 0.001.
   *
   * @param releases 1 or more
   */
  public BigDecimal laplaceNoiseMultiplier(int releases) {
    return leastNoise(releases, noise -> SpentPrivacy.laplace(BigDecimal.ONE, noise));
  }

  private BigDecimal leastNoise(int releases, Function<BigDecimal, SpentPrivacy> cost) {
    if (releases < 1) {
      throw new IllegalArgumentException("releases is " + releases + ", expected 1 or more");
    }
    long tooLittle = LEAST_NOISE - 1;
    long enough = MOST_NOISE;
    if (!covers(releases, cost, enough)) {
      throw new IllegalArgumentException(
          "no noise up to 10^9 times the sensitivity keeps "
              + releases
              + " releases within "
              + this
              + "; expected a larger epsilon, or fewer releases");
    }
    while (enough - tooLittle > 1) {
      long middle = tooLittle + (enough - tooLittle) / 2;
      if (covers(releases, cost, middle)) {
        enough = middle;
      } else {
        tooLittle = middle;
      }
    }
    return BigDecimal.valueOf(enough, DIGITS);
  }

  private boolean covers(int releases, Function<BigDecimal, SpentPrivacy> cost, long noise) {
    SpentPrivacy each = cost.apply(BigDecimal.valueOf(noise, DIGITS));
    return each.countable(releases) && allows(each.times(releases));
  }
}
