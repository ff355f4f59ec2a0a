package io.fedlog.coordinator.rounds;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.Weighting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a round's privacy, in terms that people choose. On the round's grid it becomes
 * the rules: the clip rounded down, the noise up, so that the rounds cost no more than was asked.
 *
 * @param mode who adds the noise; DISTRIBUTED goes with masks, the others without
 * @param epsilon of all the releases together
 * @param delta of all the releases together; from 0, with LAPLACE only
 * @param clipNorm largest norm of an update's differences to its base, in the parameters' own unit
 * @param releases rounds with that same wish: 1, or those of a plan
 */
public record PrivacyWish(
    PrivacyMode mode, Noise noise, double epsilon, double delta, double clipNorm, int releases) {

  /** A store's own noise has room on the grid: 8 times its scale. */
  private static final BigDecimal ROOM_FOR_NOISE = BigDecimal.valueOf(8);

  /** Noise grows by 2^-20 of itself. */
  private static final int FINE_STEP = 20;

  public PrivacyWish {
    require(
        mode != PrivacyMode.DISTRIBUTED || noise == Noise.GAUSSIAN,
        "noise",
        noise,
        "GAUSSIAN with mode DISTRIBUTED: shares of Laplace noise do not add up to Laplace noise");
    require(epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon, "a number above 0");
    require(
        delta < 1 && (noise == Noise.LAPLACE ? delta >= 0 : delta > 0),
        "delta",
        delta,
        noise == Noise.LAPLACE
            ? "0 to below 1"
            : "above 0 and below 1 with GAUSSIAN noise, below one in the number of stores: such as 0.00001");
    require(
        clipNorm > 0 && Double.isFinite(clipNorm),
        "clip_norm",
        clipNorm,
        "a number above 0: the longest update that keeps its length, such as 0.5");
  }

  /**
   * Refuses what no noise on a sum could hide.
   *
   * @param windows whether the round goes on from window to window
   * @param plain whether numbers are summed
   * @param masked whether the round masks
   */
  void requireFit(Weighting weighting, boolean windows, boolean plain, boolean masked) {
    require(
        masked || mode != PrivacyMode.DISTRIBUTED,
        "mode",
        mode,
        "LOCAL or CENTRAL, or secure_aggregation too: stores' shares of the noise hide a sum, and no single update");
    require(
        !masked || mode != PrivacyMode.CENTRAL,
        "mode",
        mode,
        "DISTRIBUTED with secure_aggregation: the aggregator cannot check the norm of what is masked, and would see the sum without noise");
    require(
        !masked || mode != PrivacyMode.LOCAL,
        "mode",
        mode,
        "DISTRIBUTED with secure_aggregation: noise that hides each update alone needs no masks, and is far more");
    require(
        weighting == Weighting.EQUAL,
        "weighting",
        weighting,
        "EQUAL: by its weight a store would count more than the noise hides");
    require(!windows, "windows", "some", "none: one decision a round");
    require(plain, "encoding", "TEXT", "numbers");
  }

  /** The rules on a grid, of noise that does not come in shares. */
  public PrivacyRules rules(Grid grid) {
    return rules(grid, 1);
  }

  /**
   * The rules on a grid.
   *
   * @param minStores fewest stores of a sum: with DISTRIBUTED, so many shares make the noise
   */
  public PrivacyRules rules(Grid grid, int minStores) {
    BigDecimal unit = BigDecimal.valueOf(Math.scalb(1.0, -grid.unitExponent()));
    long clip =
        new BigDecimal(clipNorm)
            .divideToIntegralValue(unit)
            .min(BigDecimal.valueOf(Long.MAX_VALUE))
            .longValueExact();
    require(
        clip >= 1 && clip <= grid.mostUnits(),
        "clip_norm",
        clipNorm,
        "from %s to %s (FL_MAX_ABS_VALUE)".formatted(unit.toPlainString(), grid.maxAbsValue()));
    PrivacyTerms terms = enough(clip, minStores);
    requireRoom(terms, grid, unit);
    return new PrivacyRules(mode, noise, clip, terms.noiseUnits(), delta);
  }

  /** The least noise that covers all releases, rounded up. */
  private PrivacyTerms enough(long clip, int minStores) {
    PrivacyBudget all = new PrivacyBudget(epsilon, delta);
    BigDecimal multiplier =
        noise == Noise.GAUSSIAN
            ? all.gaussianNoiseMultiplier(releases)
            : all.laplaceNoiseMultiplier(releases);
    long sensitivity = mode == PrivacyMode.LOCAL ? 2 * clip : clip;
    BigDecimal scale = multiplier.multiply(BigDecimal.valueOf(sensitivity));
    long units = scale.setScale(0, RoundingMode.CEILING).longValueExact();
    PrivacyTerms terms = terms(clip, units, minStores);
    while (!all.allows(terms.cost().times(releases))) { // shares cost a trifle more than one piece
      units = Math.addExact(units, 1 + (units >> FINE_STEP));
      terms = terms(clip, units, minStores);
    }
    return terms;
  }

  private PrivacyTerms terms(long clip, long scale, int minStores) {
    return new PrivacyTerms(
        PrivacyTerms.Mode.valueOf(mode.name()),
        PrivacyTerms.Noise.valueOf(noise.name()),
        clip,
        scale,
        delta,
        mode == PrivacyMode.DISTRIBUTED ? minStores : 1);
  }

  /** Of what stores send, noise and all. The aggregator's own is added to the sum. */
  private void requireRoom(PrivacyTerms terms, Grid grid, BigDecimal unit) {
    BigDecimal needed =
        switch (mode) {
          case CENTRAL -> BigDecimal.ZERO;
          case LOCAL -> BigDecimal.valueOf(terms.noiseUnits()).multiply(ROOM_FOR_NOISE);
          case DISTRIBUTED -> BigDecimal.valueOf(terms.mostUnits());
        };
    require(
        needed.compareTo(BigDecimal.valueOf(grid.mostUnits())) <= 0,
        "noise",
        BigDecimal.valueOf(terms.drawUnits()).multiply(unit).doubleValue(),
        "so much that %s has room for it many times over (FL_MAX_ABS_VALUE); take a smaller clip_norm or a larger epsilon"
            .formatted(grid.maxAbsValue()));
  }

  private static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "privacy: %s is %s; expected %s".formatted(field, came, expected));
    }
  }
}
