package io.fedlog.learning.privacy;

import java.math.BigDecimal;

/**
 * How a round clips its stores' updates and which noise hides them. Units are those of the round's
 * grid, so that norm, noise and cost are integers and rest on no rounding.
 *
 * @param clipUnits largest norm of an update's differences to the base: L1 with Laplace, L2 with
 *     Gaussian noise; 1 to 2^60
 * @param noiseUnits scale of the noise, b of Laplace or sigma of Gaussian: of each update with
 *     LOCAL, of the sum otherwise; 1 to 2^54, with which noise passes 2^62 with probability under
 *     e^-256
 * @param delta at which figures tell what the round spends: above 0 and below 1, from 0 with
 *     Laplace
 */
public record PrivacyTerms(Mode mode, Noise noise, long clipUnits, long noiseUnits, double delta) {
  private static final long MOST_CLIP = 1L << 60;
  private static final long MOST_NOISE = 1L << 54;

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
   * @throws IllegalArgumentException when there is so little noise that the cost cannot be counted
   */
  public SpentPrivacy cost() {
    BigDecimal sensitivity = BigDecimal.valueOf(sensitivityUnits());
    BigDecimal scale = BigDecimal.valueOf(noiseUnits);
    return noise == Noise.LAPLACE
        ? SpentPrivacy.laplace(sensitivity, scale)
        : SpentPrivacy.gaussian(sensitivity, scale);
  }

  /**
   * Standard deviation of one draw, in units of the grid. Of the discrete Gaussian it is sigma,
   * which is never less; of the discrete Laplace distribution {@code sqrt(2 p) / (1 - p)} with
   * {@code p = e^(-1/b)}.
   */
  public double standardDeviationUnits() {
    if (noise == Noise.GAUSSIAN) {
      return noiseUnits;
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
    return standardDeviationUnits() / (mode == Mode.LOCAL ? Math.sqrt(cohort) : cohort);
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "privacy: " + field + " is " + came + "; expected " + expected);
    }
  }
}
