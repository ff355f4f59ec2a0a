package io.fedlog.coordinator.rounds;

import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import io.fedlog.schemas.AtDeadline;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rounds have that do not say otherwise.
 *
 * @param minStores fewest stores whose updates a round may aggregate
 * @param threshold share of the participating stores that must have uploaded
 * @param learningRate for rounds created one by one; plans leave it to the model type's recipe
 * @param privacyEpsilon privacy budget of one round's update; acts only under a privacy mode
 * @param joinWindow time in which stores may join a round
 * @param deadline time by which a round must have been decided
 */
public record RoundDefaults(
    int minStores,
    BigDecimal threshold,
    BigDecimal learningRate,
    BigDecimal privacyEpsilon,
    Duration joinWindow,
    Duration deadline) {

  static final Setting<Integer> MIN_STORES =
      Setting.integer("FL_MIN_STORES", "fewest stores whose updates a round may aggregate")
          .that("of at least 1", n -> n >= 1)
          .withDefault("3");

  static final Setting<BigDecimal> AGGREGATION_THRESHOLD =
      Setting.decimal(
              "FL_AGGREGATION_THRESHOLD",
              "share of the participating stores that must have uploaded before a round aggregates")
          .that("from 0 to 1", n -> n.signum() >= 0 && n.compareTo(BigDecimal.ONE) <= 0)
          .withDefault("0.8");

  static final Setting<BigDecimal> LEARNING_RATE =
      Setting.decimal(
              "FL_LEARNING_RATE",
              "learning rate of rounds created one by one; plans leave it to the model type's recipe")
          .that("above 0", n -> n.signum() > 0)
          .withDefault("0.001");

  static final Setting<BigDecimal> PRIVACY_EPSILON =
      Setting.decimal(
              "FL_PRIVACY_EPSILON",
              "privacy budget of one round's update; acts only under a privacy mode")
          .that("above 0", n -> n.signum() > 0)
          .withDefault("1.0");

  static final Setting<Duration> JOIN_WINDOW =
      Setting.duration(
              "FL_JOIN_WINDOW",
              "time in which stores may join a round; over early when all target stores joined")
          .that("of 0 or more", time -> !time.isNegative())
          .withDefault("30s");

  static final Setting<Duration> ROUND_DEADLINE =
      Setting.duration("FL_ROUND_DEADLINE", "time by which a round must have been decided")
          .that("above 0", time -> time.toMillis() > 0)
          .withDefault("10m");

  public static final List<Setting<?>> SETTINGS =
      List.of(
          MIN_STORES,
          AGGREGATION_THRESHOLD,
          LEARNING_RATE,
          PRIVACY_EPSILON,
          JOIN_WINDOW,
          ROUND_DEADLINE);

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static RoundDefaults from(Settings settings) {
    return new RoundDefaults(
        settings.get(MIN_STORES),
        settings.get(AGGREGATION_THRESHOLD),
        settings.get(LEARNING_RATE),
        settings.get(PRIVACY_EPSILON),
        settings.get(JOIN_WINDOW),
        settings.get(ROUND_DEADLINE));
  }

  /** These defaults for a round of those stores; empty lets every store join. */
  public Participation participation(List<String> targets) {
    return new Participation(targets, minStores, threshold, joinWindow, deadline, AtDeadline.FAIL);
  }

  /** A single round's configuration with the learning rate and the privacy budget filled in. */
  public Map<String, String> complete(Map<String, String> trainingConfig) {
    Map<String, String> complete = new TreeMap<>(trainingConfig);
    complete.putIfAbsent("learning_rate", learningRate.toPlainString());
    complete.putIfAbsent("privacy_epsilon", privacyEpsilon.toPlainString());
    return complete;
  }
}
