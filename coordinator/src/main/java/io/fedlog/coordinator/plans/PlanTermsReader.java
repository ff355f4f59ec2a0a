package io.fedlog.coordinator.plans;

import io.fedlog.learning.plan.PlanTerms;
import io.fedlog.learning.plan.Target;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanTarget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads off a plan's record when it ends, and refuses what cannot be. */
final class PlanTermsReader {
  private PlanTermsReader() {}

  /**
   * The plan's terms.
   *
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  static PlanTerms read(PlanRecord plan) {
    if (plan.getWindows() != null) { // it trains in one round of many windows
      requireOfRounds("patience", plan.getPatience(), 0);
      requireOfRounds("target", plan.getTarget(), null);
      requireOfRounds("selection", plan.getSelection(), null);
      requireOfRounds("max_duration_ms", plan.getMaxDurationMs(), 0L);
      return new PlanTerms(plan.getPlanId(), 1, 0, plan.getMinImprovement());
    }
    return new PlanTerms(
        plan.getPlanId(),
        plan.getMaxRounds(),
        plan.getPatience(),
        plan.getMinImprovement(),
        target(plan),
        plan.getMaxDurationMs());
  }

  private static void requireOfRounds(
      String field, @Nullable Object came, @Nullable Object expected) {
    if (!Objects.equals(came, expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s in an asynchronous plan, which trains in one round until its deadline; came %s"
              .formatted(field, expected == null ? "none" : expected, came));
    }
  }

  private static @Nullable Target target(PlanRecord plan) {
    PlanTarget target = plan.getTarget();
    if (target == null) {
      return null;
    }
    Double most = target.getAtMost();
    Double least = target.getAtLeast();
    if (most != null && least == null) {
      return new Target(target.getMetric(), Target.Bound.AT_MOST, most);
    } else if (least != null && most == null) {
      return new Target(target.getMetric(), Target.Bound.AT_LEAST, least);
    }
    throw new IllegalArgumentException(
        "target: expected one of at_most and at_least, came "
            + (most == null ? "neither" : "both"));
  }
}
