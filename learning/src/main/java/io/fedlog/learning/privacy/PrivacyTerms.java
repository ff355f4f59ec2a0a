package io.fedlog.learning.privacy;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How a round clips its stores' updates and which noise hides them. Units are those of the round's
 * grid, so that norm, noise and cost are integers and rest on no rounding.
 *
 * @param clipUnits largest norm of an update's differences to the base: L1 with Laplace, L2 with
 *     Gaussian noise; 1 to 2^60
 * @param noiseUnits scale of the noise, b of Laplace or sigma of Gaussian: of each update with
 *     LOCAL, of the sum with CENTRAL, of the least sum with DISTRIBUTED; 1 to 2^54, with which
 *     noise passes 2^62 with probability under e^-256
 * @param delta at which figures tell what the round spends: above 0 and below 1, from 0 with
 *     Laplace
 * @param shares stores that make the least sum, each with a share of the noise, 2 or more with
 *     DISTRIBUTED; else 1
 */
public record PrivacyTerms(
    Mode mode, Noise noise, long clipUnits, long noiseUnits, double delta, int shares) {
  private static final long MOST_CLIP = 1L << 60;
  private static final long MOST_NOISE = 1L << 54;

  /** Of a Gaussian's sigma: more is drawn with a probability under 2 e^-128. */
  private static final long ROOM_FOR_NOISE = 16;

  /** Who adds the noise. */
  public enum Mode {
    /** Each store to its own update, before anything leaves it. */
    LOCAL,
    /** The aggregator to the sum, once. */
    CENTRAL,
    /** Each store a share of it, under secure aggregation. */
    DISTRIBUTED
  }

  /** Its distribution, over the integers. */
  public enum Noise {
    /** Discrete Laplace; the norm is L1. */
    LAPLACE,
    /** Discrete Gaussian; the norm is L2. */
    GAUSSIAN
  }

  /** Checks every bound. */
  public PrivacyTerms {
    require(clipUnits >= 1 && clipUnits <= MOST_CLIP, "clip_units", clipUnits, "1 to 2^60");
    require(noiseUnits >= 1 && noiseUnits <= MOST_NOISE, "noise_units", noiseUnits, "1 to 2^54");
    require(
        delta < 1 && (noise == Noise.LAPLACE ? delta >= 0 : delta > 0),
        "delta",
        delta,
        noise == Noise.LAPLACE ? "0 to below 1" : "above 0 and below 1 with Gaussian noise");
    boolean distributed = mode == Mode.DISTRIBUTED;
    require(
        distributed ? shares >= 2 : shares == 1,
        "shares",
        shares,
        distributed ? "the 2 or more stores of the least sum" : "1 but with DISTRIBUTED");
    require(
        !distributed || noise == Noise.GAUSSIAN,
        "noise",
        noise,
        "GAUSSIAN with DISTRIBUTED: shares of Laplace noise are not Laplace noise together");
  }

  /** LOCAL or CENTRAL. */
  public PrivacyTerms(Mode mode, Noise noise, long clipUnits, long noiseUnits, double delta) {
    this(mode, noise, clipUnits, noiseUnits, delta, 1);
  }

  /**
   * By how much what the noise is added to can differ, in the norm of the noise.
   *
   * <p>CENTRAL and DISTRIBUTED hide whether a store's update is in the sum or zero in its place
   * (zero-out: Kairouz, Liu, Steinke, "The Distributed Discrete Gaussian Mechanism for Federated
   * Learning with Secure Aggregation", ICML 2021), so it is the clip. LOCAL makes any two updates
   * of a store look alike: twice the clip.
   */
  public long sensitivityUnits() {
    return mode == Mode.LOCAL ? 2 * clipUnits : clipUnits;
  }

  /**
   * What one release costs a store: epsilon = sensitivity / b of Laplace noise, rho = sensitivity^2
   * / (2 sigma^2) of Gaussian noise, rounded up.
   *
   * <p>DISTRIBUTED: against those who see no more than the sum, whose noise is at least that of
   * {@code shares} stores. Stores that work together know their own noise, and what remains hides
   * less: with c of the {@code shares} it has {@code 1 - c / shares} of the variance, and rho is
   * {@code shares / (shares - c)} times as large. Where a third may be corrupt that is 1.5 times:
   * ask for so much more noise to hold the cost against them too. Nobody can check the norm of a
   * masked update; a store that does not clip spoils the sum, but hides the others no less.
   *
   * @throws IllegalArgumentException when there is so little noise that the cost cannot be counted
   */
  public SpentPrivacy cost() {
    BigDecimal sensitivity = BigDecimal.valueOf(sensitivityUnits());
    BigDecimal scale = BigDecimal.valueOf(drawUnits());
    if (mode == Mode.DISTRIBUTED) {
      return SpentPrivacy.gaussianShares(sensitivity, scale, shares);
    }
    return noise == Noise.LAPLACE
        ? SpentPrivacy.laplace(sensitivity, scale)
        : SpentPrivacy.gaussian(sensitivity, scale);
  }

  /**
   * Scale of one draw, in units of the grid: what is added to one number once. DISTRIBUTED: each
   * store's share, {@code noiseUnits / sqrt(shares)} rounded up, so that the least sum has no less
   * noise than was asked for.
   */
  public long drawUnits() {
    if (mode != Mode.DISTRIBUTED) {
      return noiseUnits;
    }
    BigInteger[] variance =
        BigInteger.valueOf(noiseUnits).pow(2).divideAndRemainder(BigInteger.valueOf(shares));
    BigInteger least = variance[0].add(BigInteger.valueOf(variance[1].signum()));
    BigInteger[] root = least.sqrtAndRemainder();
    return root[0].longValueExact() + root[1].signum();
  }

  /**
   * Largest number of an update that need not be expected to be passed, in units of the grid. With
   * DISTRIBUTED noise nothing may be cut off, for the sum would lack it: the clip and 16 sigma of a
   * share, beyond which a number is with a probability under {@code 2 e^-128}. The others cut off,
   * or bear no noise: the clip.
   */
  public long mostUnits() {
    return mode == Mode.DISTRIBUTED
        ? Math.addExact(clipUnits, Math.multiplyExact(ROOM_FOR_NOISE, drawUnits()))
        : clipUnits;
  }

  /**
   * Standard deviation of one draw, in units of the grid. Of the discrete Gaussian it is sigma,
   * which is never less; of the discrete Laplace distribution {@code sqrt(2 p) / (1 - p)} with
   * {@code p = e^(-1/b)}.
   */
  public double standardDeviationUnits() {
    if (noise == Noise.GAUSSIAN) {
      return drawUnits();
    }
    double exponent = -1.0 / noiseUnits;
    return Math.sqrt(2 * StrictMath.exp(exponent)) / -StrictMath.expm1(exponent);
  }

  /**
   * Standard deviation of the noise on a parameter of a mean of so many updates, in units of the
   * grid.
   *
   * @param cohort 1 or more
   */
  public double noiseOnMeanUnits(int cohort) {
    if (cohort < 1) {
      throw new IllegalArgumentException("cohort is " + cohort + ", expected 1 or more");
    }
    return standardDeviationUnits() / (mode == Mode.CENTRAL ? cohort : Math.sqrt(cohort));
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "privacy: " + field + " is " + came + "; expected " + expected);
    }
  }
}
