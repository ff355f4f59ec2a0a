package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.PlanRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Who takes part in a plan's rounds. */
final class PlanParticipation {
  private PlanParticipation() {}

  /** The plan's stores, under its rules. */
  static Participation of(PlanRecord plan) {
    return new Participation(
        plan.getTargetStores(),
        plan.getMinStores(),
        decimal(plan.getThreshold()),
        Duration.ofMillis(plan.getJoinWindowMs()),
        Duration.ofMillis(plan.getDeadlineMs()),
        AtDeadline.FAIL);
  }

  /**
   * The coordinator, in a round about what it knows itself; the window closes when it has joined.
   */
  static Participation alone(PlanRecord plan) {
    Duration deadline = Duration.ofMillis(plan.getDeadlineMs());
    return new Participation(
        List.of(PlanRounds.COORDINATOR), 1, BigDecimal.ONE, deadline, deadline, AtDeadline.FAIL);
  }

  private static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "threshold: expected a decimal number such as 0.8, came \"" + text + "\"", e);
    }
  }
}
