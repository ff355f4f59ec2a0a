package io.fedlog.coordinator.log;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import java.time.Instant;

/**
 * A plan as the log has it.
 *
 * @param writtenAt when the broker took the record
 */
public record PlanEntry(PlanRecord plan, Instant writtenAt) {

  /** True when no further round follows. */
  public boolean over() {
    return isOver(plan.getStatus());
  }

  /** Whether a plan that stands so never goes on. */
  public static boolean isOver(PlanStatus status) {
    return switch (status) {
      case RUNNING, PAUSED -> false;
      case COMPLETED, FAILED, STOPPED -> true;
    };
  }
}
