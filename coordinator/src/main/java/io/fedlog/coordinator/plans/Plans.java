package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what operators ask of plans. The newest record of a plan holds until it is over; one that
 * ends at the very moment has outrun the wish, which is then refused.
 */
public final class Plans {

  private static final Duration READ_BACK_WITHIN = Duration.ofSeconds(30);

  private final LogView view;
  private final LogWriter writer;
  private final RoundDefinitions definitions;
  private final double maxAbsValue;
  private final PlanWaits waits;
  private final PrivacyBudgets budgets;

  public Plans(
      LogView view,
      LogWriter writer,
      RoundDefinitions definitions,
      double maxAbsValue,
      PlanWaits waits,
      PrivacyBudgets budgets) {
    this.view = view;
    this.writer = writer;
    this.definitions = definitions;
    this.maxAbsValue = maxAbsValue;
    this.waits = waits;
    this.budgets = budgets;
  }

  /** What a running plan waits for; empty while it goes on. */
  public Optional<String> waitsFor(PlanRecord plan, Instant now) {
    return waits.of(plan, now);
  }

  /**
   * Begins a plan; one whose id is taken, or for which there is no privacy budget, is an
   * IllegalStateException.
   */
  public void start(PlanRecord plan) {
    RoundDefinition training = PlanParts.foreseen(plan, definitions, maxAbsValue);
    if (view.plan(plan.getPlanId()).isPresent()) {
      throw new IllegalStateException(
          "plan_id: plan " + plan.getPlanId() + " is there already; choose another id");
    }
    budgets.require(training, plan.getMaxRounds());
    writer.write(PlanRecord.newBuilder(plan).setStatus(PlanStatus.RUNNING).build());
  }

  /** Holds a plan: the round that runs goes on, and none follows. Not for asynchronous plans. */
  public void pause(String planId) throws InterruptedException {
    PlanRecord plan = live(planId);
    if (plan.getWindows() != null) {
      throw new IllegalStateException(
          "plan %s is asynchronous: its one round cannot be held. Stop it, which makes the last window; a new plan of its type goes on from the newest version"
              .formatted(planId));
    }
    require(plan, PlanStatus.RUNNING, "pause");
    write(plan, PlanStatus.PAUSED, null);
  }

  /** Lets a held plan go on. */
  public void resume(String planId) throws InterruptedException {
    PlanRecord plan = live(planId);
    require(plan, PlanStatus.PAUSED, "resume");
    write(plan, PlanStatus.RUNNING, null);
  }

  /** Ends a plan. */
  public void stop(String planId, String reason) throws InterruptedException {
    write(live(planId), PlanStatus.STOPPED, reason);
  }

  private PlanRecord live(String planId) {
    PlanEntry plan =
        view.plan(planId)
            .orElseThrow(() -> new NoSuchElementException("there is no plan " + planId));
    if (plan.over()) {
      throw overAlready(plan.plan());
    }
    return plan.plan();
  }

  private static IllegalStateException overAlready(PlanRecord plan) {
    return new IllegalStateException(
        "plan " + plan.getPlanId() + " is over already: " + plan.getStatus());
  }

  private static void require(PlanRecord plan, PlanStatus expected, String wish) {
    if (plan.getStatus() != expected) {
      throw new IllegalStateException(
          "plan %s is %s; %s is for plans that are %s"
              .formatted(plan.getPlanId(), plan.getStatus(), wish, expected));
    }
  }

  private void write(PlanRecord plan, PlanStatus status, @Nullable String reason)
      throws InterruptedException {
    PlanRecord asked = PlanRecord.newBuilder(plan).setStatus(status).setReason(reason).build();
    writer.write(asked);
    String planId = plan.getPlanId();
    awaitReadBack(planId, asked);
    PlanEntry read = view.plan(planId).orElseThrow();
    if (read.over() && !read.plan().equals(asked)) {
      throw overAlready(read.plan());
    }
  }

  private void awaitReadBack(String planId, PlanRecord asked) throws InterruptedException {
    long end = System.nanoTime() + READ_BACK_WITHIN.toNanos();
    long seen = view.changes();
    while (view.plan(planId).filter(read -> settles(read, asked)).isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException(
            "what was asked of plan %s is on the log, but was not read back within %d s"
                .formatted(planId, READ_BACK_WITHIN.toSeconds()));
      }
      view.awaitChange(seen, Duration.ofNanos(left));
      seen = view.changes();
    }
  }

  private static boolean settles(PlanEntry read, PlanRecord asked) {
    return read.over() || read.plan().equals(asked);
  }
}
