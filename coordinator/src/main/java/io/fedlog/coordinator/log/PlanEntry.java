package io.fedlog.coordinator.log;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import java.time.Instant;

/**
 * A plan as the log has it.
 *
 * @param writtenAt when the broker took the record
 * @param disputed whether the plan is over and the newest record of it on the log says that it goes
 *     on: who wrote that did not know of the end
 */
public record PlanEntry(PlanRecord plan, Instant writtenAt, boolean disputed) {

  /** The plan once a younger record of it is read. An end stands. */
  PlanEntry then(PlanRecord younger, Instant at) {
    return over()
        ? new PlanEntry(plan, writtenAt, !isOver(younger.getStatus()))
        : new PlanEntry(younger, at, false);
  }

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
