package io.fedlog.standalone.top;

import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How an installation stood at one moment.
 *
 * @param open rounds that are not over, the first to be decided first
 * @param ended rounds that are over, the last to end first
 * @param plans that run or are held
 * @param lag records that the aggregators have not read; empty when that cannot be told
 */
record Picture(
    Instant now,
    String bootstrap,
    Alive aggregators,
    Alive stores,
    OptionalLong lag,
    Rates rates,
    List<RoundState> open,
    List<RoundState> ended,
    List<OpenPlan> plans) {

  Picture {
    open = List.copyOf(open);
    ended = List.copyOf(ended);
    plans = List.copyOf(plans);
  }

  /**
   * How many of those that were heard of in the last hour were so of late.
   *
   * @param alive of late
   * @param known in the last hour
   */
  record Alive(long alive, long known) {}

  /**
   * What has come since the picture before; empty in the first one.
   *
   * @param bytes on the update topics, a second
   * @param updates complete ones, a second
   */
  record Rates(OptionalDouble bytes, OptionalDouble updates) {}

  /** A plan and how many of its rounds made a version. */
  record OpenPlan(String planId, String modelType, PlanStatus status, int made, int most) {}
}
