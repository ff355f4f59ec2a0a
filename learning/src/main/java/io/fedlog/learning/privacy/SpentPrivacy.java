package io.fedlog.learning.privacy;

import io.fedlog.learning.privacy.accounting.ZcdpAccountant;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The privacy that releases have cost, in costs that add up: the same total whatever the order, on
 * any machine. Each is a whole number of units of 10^-12, rounded up where it arose.
 *
 * <p>A release that is epsilon-differentially private (Laplace noise) is also {@code epsilon^2 /
 * 2}-zCDP (Bun, Steinke 2016, proposition 1.4); both are kept, since the first is the better for
 * few releases and the second for many.
 *
 * @param pureEpsilon sum of the epsilons of releases without a delta
 * @param pureRho sum of their {@code epsilon^2 / 2}; 0 if and only if {@code pureEpsilon} is
 * @param rho sum of the rho of releases with Gaussian noise, {@code sensitivity^2 / 2 sigma^2}
 */
public record SpentPrivacy(long pureEpsilon, long pureRho, long rho) {

  /** Digits after the point. */
  private static final int DIGITS = 12;

  /** Before the point of a sensitivity or of noise, or zeros after it. */
  private static final int MOST_DIGITS = 40;

  /** Sums of narrower discrete Gaussians are noticeably not discrete Gaussians. */
  private static final BigDecimal LEAST_SHARE = BigDecimal.valueOf(4);

  private static final double UNITS = 1e12;
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE, DIGITS);
  private static final SpentPrivacy NONE = new SpentPrivacy(0, 0, 0);

  public SpentPrivacy {
    requireNotNegative("pureEpsilon", pureEpsilon);
    requireNotNegative("pureRho", pureRho);
    requireNotNegative("rho", rho);
    if ((pureEpsilon == 0) != (pureRho == 0)) {
      throw new IllegalArgumentException(
          "pureEpsilon is "
              + pureEpsilon
              + " and pureRho is "
              + pureRho
              + ", expected both 0 or both above; give epsilon^2 / 2 of each release, rounded up");
    }
  }

  /** Nothing. */
  public static SpentPrivacy none() {
    return NONE;
  }

  /**
   * One release with (discrete) Laplace noise.
   *
   * @param sensitivity by L1 norm, above 0
   * @param scale of the noise, in the unit of the sensitivity, above 0
   */
  public static SpentPrivacy laplace(BigDecimal sensitivity, BigDecimal scale) {
    requireInRange("sensitivity", sensitivity);
    requireInRange("scale", scale);
    return new SpentPrivacy(
        units("epsilon", sensitivity, scale),
        units("epsilon^2 / 2", square(sensitivity), twice(square(scale))),
        0);
  }

  /**
   * One release with (discrete) Gaussian noise (Canonne, Kamath, Steinke 2020, theorem 14).
   *
   * @param sensitivity by L2 norm, above 0
   * @param sigma of the noise, in the unit of the sensitivity, above 0
   */
  public static SpentPrivacy gaussian(BigDecimal sensitivity, BigDecimal sigma) {
    requireInRange("sensitivity", sensitivity);
    requireInRange("sigma", sigma);
    return new SpentPrivacy(0, 0, units("rho", square(sensitivity), twice(square(sigma))));
  }

  /**
   * One release of a sum to which every store added discrete Gaussian noise of its own. Such a sum
   * is not quite a discrete Gaussian (Kairouz, Liu, Steinke 2021, proposition 14): with {@code t =
   * 10 sum over k < shares of e^(-2 pi^2 sigma^2 k / (k + 1))}, and d numbers, rho is {@code
   * (sensitivity / (sqrt(shares) sigma) + t sqrt(d))^2 / 2}. From a sigma of 4 on t is below 1e-58
   * whatever the shares, and one unit more than without it is enough.
   *
   * @param sensitivity by L2 norm, in units of the grid, above 0
   * @param sigma of each store's noise, in units of the grid, 4 or more
   * @param shares stores whose noise is in the sum and unknown to whoever looks, 1 or more
   */
  public static SpentPrivacy gaussianShares(BigDecimal sensitivity, BigDecimal sigma, int shares) {
    requireInRange("sensitivity", sensitivity);
    requireInRange("sigma", sigma);
    if (sigma.compareTo(LEAST_SHARE) < 0) {
      throw new IllegalArgumentException(
          "sigma is " + sigma + " units of the grid, expected 4 or more; choose a finer grid");
    }
    requireAtLeastOne("shares", shares);
    BigDecimal variance = square(sigma).multiply(BigDecimal.valueOf(shares));
    long rho = units("rho", square(sensitivity), twice(variance));
    return new SpentPrivacy(0, 0, sum("rho", rho, 1));
  }

  /**
   * Both together, in any order.
   *
   * @throws IllegalArgumentException beyond 9.2 million of anything, long after all is lost
   */
  public SpentPrivacy plus(SpentPrivacy other) {
    return new SpentPrivacy(
        sum("pureEpsilon", pureEpsilon, other.pureEpsilon),
        sum("pureRho", pureRho, other.pureRho),
        sum("rho", rho, other.rho));
  }

  /**
   * The same costs, so many times.
   *
   * @param releases 1 or more
   * @throws IllegalArgumentException beyond 9.2 million of anything
   */
  public SpentPrivacy times(int releases) {
    requireAtLeastOne("releases", releases);
    if (!countable(releases)) {
      throw new IllegalArgumentException(
          releases + " times " + this + " is too much to count; nothing is private there");
    }
    return new SpentPrivacy(pureEpsilon * releases, pureRho * releases, rho * releases);
  }

  boolean countable(int releases) {
    return Math.max(Math.max(pureEpsilon, pureRho), rho) <= Long.MAX_VALUE / releases;
  }

  /**
   * An epsilon for which all releases together are (epsilon, delta)-differentially private, the
   * least of what these say:
   *
   * <ul>
   *   <li>basic composition: the sum of the epsilons, and what {@link ZcdpAccountant} makes of rho
   *   <li>everything as zCDP: what it makes of rho and {@code pureRho} together
   * </ul>
   *
   * <p>Rounds are chosen in the light of earlier ones. Against each of these alone a budget may be
   * held all the same (for zCDP: Feldman, Zrnic 2021), against the least of both only if both may
   * fail: each with half of delta where both need one.
   *
   * @param delta 0 to 1
   * @return infinity if delta is 0 and there was Gaussian noise
   */
  public double epsilon(double delta) {
    double each = pureEpsilon > 0 && rho > 0 ? delta / 2 : delta;
    double basic = pureEpsilon / UNITS + new ZcdpAccountant(rho / UNITS).epsilon(each);
    double concentrated = new ZcdpAccountant(rho / UNITS + pureRho / UNITS).epsilon(each);
    return Math.min(basic, concentrated);
  }

  private static long units(String cost, BigDecimal dividend, BigDecimal divisor) {
    BigDecimal value = dividend.divide(divisor, DIGITS, RoundingMode.CEILING);
    if (value.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException(
          cost + " is " + value + ", expected at most " + LARGEST + "; give more noise");
    }
    return value.unscaledValue().longValueExact();
  }

  private static long sum(String cost, long one, long other) {
    if (one > Long.MAX_VALUE - other) {
      throw new IllegalArgumentException(
          cost
              + " of "
              + one
              + " and "
              + other
              + " is too much to count; nothing is private there");
    }
    return one + other;
  }

  private static BigDecimal square(BigDecimal value) {
    return value.multiply(value);
  }

  private static BigDecimal twice(BigDecimal value) {
    return value.add(value);
  }

  /** Dividing takes memory by the digits between both, which a hostile exponent could ask for. */
  private static void requireInRange(String name, BigDecimal came) {
    long digits = (long) came.precision() - came.scale();
    if (came.signum() <= 0 || Math.abs(digits) > MOST_DIGITS) {
      throw new IllegalArgumentException(
          name + " is " + came + ", expected above 0, from about 10^-40 to 10^40");
    }
  }

  private static void requireAtLeastOne(String name, int came) {
    if (came < 1) {
      throw new IllegalArgumentException(name + " is " + came + ", expected 1 or more");
    }
  }

  private static void requireNotNegative(String name, long came) {
    if (came < 0) {
      throw new IllegalArgumentException(name + " is " + came + ", expected 0 or more");
    }
  }
}
