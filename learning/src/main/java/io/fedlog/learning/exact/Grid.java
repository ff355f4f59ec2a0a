package io.fedlog.learning.exact;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The fixed-point grid on which a round is summed.
 *
 * <p>A contribution is a value times a weight. The weight is an integer in units of {@code
 * 2^-weightFractionBits}, so an update of weight {@code w} contributes {@code v * w *
 * 2^-weightFractionBits}. Lane 1 holds contributions in units of {@code 2^-unitExponent}; lane 2,
 * where there is one, holds what rounding left over in units {@code 2^-32} times finer.
 *
 * <p>The largest sum that can occur, {@code maxAbsValue * maxWeight * 2^-weightFractionBits *
 * maxCohort}, must be under {@code 2^62} units: then no final sum wraps around, whatever came.
 *
 * @param unitExponent the unit is {@code 2^-unitExponent}; -900 to 900
 * @param maxAbsValue largest absolute value of a parameter, positive and finite
 * @param weightFractionBits weights are in units of {@code 2^-weightFractionBits}; 0 to 52
 * @param maxWeight largest weight of one update in those units; 1 to 2^52
 * @param maxCohort most updates in one sum, at least 1
 * @param lanes 1, or 2 to keep the residuals too
 */
public record Grid(
    int unitExponent,
    double maxAbsValue,
    int weightFractionBits,
    long maxWeight,
    int maxCohort,
    int lanes) {

  /** Lane 2 is this many bits finer than lane 1. */
  public static final int RESIDUAL_BITS = 32;

  private static final int MAX_EXPONENT = 900;
  private static final long MAX_WEIGHT = 1L << 52;
  private static final BigDecimal CAPACITY = new BigDecimal(BigInteger.ONE.shiftLeft(62));

  /** Bits of one contribution that {@link #finest} asks for: see {@link #roundsByAddition}. */
  private static final int CONTRIBUTION_BITS = 51;

  /** 2^10 residuals of 2^-32 units are far from filling a double, and more would gain nothing. */
  private static final int MOST_TERMS_BITS = 10;

  public Grid {
    require(
        unitExponent >= -MAX_EXPONENT && unitExponent <= MAX_EXPONENT,
        "unitExponent",
        unitExponent,
        "-900 to 900");
    checkTerms(maxAbsValue, weightFractionBits, maxWeight, maxCohort);
    require(lanes == 1 || lanes == 2, "lanes", lanes, "1 or 2");
    BigDecimal sum =
        scaled(largestSum(maxAbsValue, weightFractionBits, maxWeight, maxCohort), unitExponent);
    if (sum.compareTo(CAPACITY) >= 0) {
      throw new IllegalArgumentException(
          "grid overflow: maxAbsValue "
              + maxAbsValue
              + " * maxWeight "
              + maxWeight
              + " * 2^-"
              + weightFractionBits
              + " * maxCohort "
              + maxCohort
              + " is 2^"
              + log2(sum)
              + " or more units of 2^"
              + -unitExponent
              + ", the sum holds less than 2^62; lower one of them or take unitExponent "
              + (unitExponent - (log2(sum) - 61))
              + " or less");
    }
  }

  /**
   * The grid with the finest unit that holds such a round and on which one contribution stays under
   * {@code 2^51} units, which is where the fast loops apply.
   */
  public static Grid finest(
      double maxAbsValue, int weightFractionBits, long maxWeight, int maxCohort, int lanes) {
    checkTerms(maxAbsValue, weightFractionBits, maxWeight, maxCohort);
    int ofSum = 61 - log2(largestSum(maxAbsValue, weightFractionBits, maxWeight, maxCohort));
    int ofOne =
        CONTRIBUTION_BITS - 1 - log2(largestSum(maxAbsValue, weightFractionBits, maxWeight, 1));
    int exponent = Math.min(MAX_EXPONENT, Math.min(ofSum, ofOne));
    return new Grid(exponent, maxAbsValue, weightFractionBits, maxWeight, maxCohort, lanes);
  }

  /** The unit of lane 1. Exact: a power of two. */
  public double unit() {
    return Math.scalb(1.0, -unitExponent);
  }

  /** The largest float that {@link #maxAbsValue} lets in. */
  public float maxAbsFloat() {
    return Blocks.floatAtMost(maxAbsValue);
  }

  /** Whole units that a value may have: {@link #maxAbsValue} in units, rounded down. */
  public long mostUnits() {
    return scaled(new BigDecimal(maxAbsValue), unitExponent)
        .toBigInteger()
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  /** What a value is multiplied by to become units of lane 1. Exact for the weights in range. */
  double multiplier(long weight) {
    return weight * Math.scalb(1.0, unitExponent - weightFractionBits);
  }

  /**
   * How many contributions a double can add up without error, whatever their order: 4 or more, or 0
   * when they do not {@link #roundsByAddition round by addition}.
   */
  int termsInDouble() {
    if (!roundsByAddition()) {
      return 0;
    }
    BigDecimal one =
        scaled(largestSum(maxAbsValue, weightFractionBits, maxWeight, 1), unitExponent);
    // Under 2^(log2 + 1), and its rounding not above that; a double holds integers to 2^53.
    return 1 << Math.min(MOST_TERMS_BITS, 52 - log2(one));
  }

  /**
   * Whether every contribution is under 2^51 units, so that adding and taking off 1.5 * 2^52 rounds
   * it to an integer.
   */
  boolean roundsByAddition() {
    BigDecimal one =
        scaled(largestSum(maxAbsValue, weightFractionBits, maxWeight, 1), unitExponent);
    return log2(one) < CONTRIBUTION_BITS;
  }

  private static BigDecimal largestSum(double maxAbs, int fractionBits, long weight, int cohort) {
    return scaled(
        new BigDecimal(maxAbs)
            .multiply(BigDecimal.valueOf(weight))
            .multiply(BigDecimal.valueOf(cohort)),
        -fractionBits);
  }

  /** {@code value * 2^exponent}, exactly. */
  private static BigDecimal scaled(BigDecimal value, int exponent) {
    BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(exponent)));
    // A division by a power of two ends, so it is exact.
    return exponent >= 0 ? value.multiply(power) : value.divide(power);
  }

  /** The largest n with {@code 2^n <= value}, for a positive value. */
  private static int log2(BigDecimal value) {
    BigInteger floor = value.toBigInteger();
    if (floor.signum() > 0) {
      return floor.bitLength() - 1;
    }
    BigInteger shifted = scaled(value, 1200).toBigInteger();
    return shifted.bitLength() - 1201;
  }

  private static void checkTerms(
      double maxAbsValue, int weightFractionBits, long maxWeight, int maxCohort) {
    require(
        maxAbsValue > 0 && maxAbsValue <= Double.MAX_VALUE,
        "maxAbsValue",
        maxAbsValue,
        "a positive finite number");
    require(
        weightFractionBits >= 0 && weightFractionBits <= 52,
        "weightFractionBits",
        weightFractionBits,
        "0 to 52");
    require(maxWeight >= 1 && maxWeight <= MAX_WEIGHT, "maxWeight", maxWeight, "1 to 2^52");
    require(maxCohort >= 1, "maxCohort", maxCohort, "1 or more");
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "grid: " + field + " is " + value + ", expected " + expected);
    }
  }
}
