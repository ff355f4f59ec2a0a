package io.fedlog.standalone.demo;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One round as the demo shows and reports it.
 *
 * @param label its number, or what the preparation round makes
 * @param training whether it is a training round
 * @param state how it stands
 * @param metrics what the stores measured of its version on their held-out rows; empty as long as
 *     they have not
 */
record RoundRow(String label, boolean training, RoundState state, Map<String, Double> metrics) {

  RoundRow {
    metrics = new TreeMap<>(metrics);
  }

  /** The round of a plan that has this state. */
  static RoundRow of(RoundState state, String planId) {
    String suffix = state.getRoundId().substring(planId.length() + 1);
    boolean training = suffix.chars().allMatch(Character::isDigit);
    String label = training ? String.valueOf(Integer.parseInt(suffix)) : suffix;
    return new RoundRow(label, training, state, Map.of());
  }

  RoundRow with(Map<String, Double> measured) {
    return new RoundRow(label, training, state, measured);
  }

  boolean over() {
    return switch (state.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }

  boolean completed() {
    return state.getStatus() == RoundStatus.COMPLETED;
  }

  /** The status in the words of the REST contract. */
  String status() {
    return state.getStatus().name().toLowerCase(Locale.ROOT);
  }

  /** Milliseconds from the decision to the whole version; empty when nothing was decided. */
  OptionalLong aggregationMs() {
    Instant decided = state.getDecidedAt();
    Instant ended = state.getEndedAt();
    return decided == null || ended == null
        ? OptionalLong.empty()
        : OptionalLong.of(Duration.between(decided, ended).toMillis());
  }
}
