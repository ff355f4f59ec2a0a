package io.fedlog.standalone.explain;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.watch.Signs;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say of one round.
 *
 * @param now when that was read
 * @param asked how it came about
 * @param state how it stands; null as long as no aggregator has seen it
 * @param progress what happened in it
 * @param signs who was heard of
 * @param lag records that the aggregators have not read yet; empty when that cannot be told
 */
record RoundFacts(
    String roundId,
    Instant now,
    Asked asked,
    @Nullable RoundState state,
    Progress progress,
    Signs signs,
    OptionalLong lag) {

  /**
   * How a round came about.
   *
   * @param at when the broker took the definition, or the request; null when there is neither
   * @param targets the stores it asks; empty when every store may join
   * @param plan the plan it belongs to; null for none
   */
  record Asked(
      @Nullable Instant at,
      @Nullable RoundDefinition definition,
      @Nullable RoundRequest request,
      List<String> targets,
      @Nullable OfPlan plan) {
    Asked {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The plan of a round.
   *
   * @param before the round of the plan that comes before this one; null for the first
   */
  record OfPlan(PlanRecord plan, @Nullable RoundState before) {}

  /**
   * One thing that happened.
   *
   * @param at when the broker took the record
   * @param body an event of the round log, a phase of fl.secure-rounds, a record of fl.rejected, or
   *     the round's figures
   */
  record Event(Instant at, Object body) {}
}
