package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RegistryException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that carries plans on, while this instance is the one that acts. It remembers nothing
 * of its own: each step compares the log with what the plans want and does what is missing, so a
 * take-over is the same as a step. Plans of one model type run one after the other, the oldest
 * first; a paused one keeps its turn. Kafka's absence costs time only.
 */
public final class PlanRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
  private static final Comparator<PlanRecord> OLDEST_FIRST =
      Comparator.comparing(PlanRecord::getCreatedAt).thenComparing(PlanRecord::getPlanId);

  private final LogView view;
  private final BooleanSupplier acts;
  private final PlanStep step;
  private final Runnable housekeeping;
  private final Set<String> settled = new HashSet<>();
  private final Outage outage = new Outage();
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param acts whether this instance acts, and has read the log to its end
   * @param step carries one plan on
   * @param housekeeping done between plans, by the same thread
   */
  public PlanRunner(LogView view, BooleanSupplier acts, PlanStep step, Runnable housekeeping) {
    this.view = view;
    this.acts = acts;
    this.step = step;
    this.housekeeping = housekeeping;
    this.thread = new Thread(this::run, "coordinator-plans");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!stopped) {
      long seen = view.changes();
      try {
        if (acts.getAsBoolean()) {
          carryOn();
        }
        view.awaitChange(seen, LOOK_AGAIN);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("The plans could not be carried on; trying again", e);
        pause();
      }
    }
  }

  private void carryOn() throws InterruptedException {
    try {
      view.plans().forEach(step::endAgain);
      List<PlanRecord> turn = turn();
      step.keepOnly(turn.stream().map(PlanRecord::getPlanId).collect(Collectors.toSet()));
      for (PlanRecord plan : turn) {
        if (stopped || !acts.getAsBoolean()) {
          return;
        }
        if (!step.carryOn(plan, acts) && plan.getStatus() == PlanStatus.STOPPED) {
          settled.add(plan.getPlanId());
        }
      }
      housekeeping.run();
      outage.ended();
    } catch (org.apache.kafka.common.errors.InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException | RegistryException e) {
      outage.began(e);
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /** The running and paused plans whose turn it is, and those that an operator stopped. */
  private List<PlanRecord> turn() {
    Set<String> busy = new HashSet<>();
    return view.plans().stream()
        .map(PlanEntry::plan)
        .sorted(OLDEST_FIRST)
        .filter(
            plan ->
                switch (plan.getStatus()) {
                  case RUNNING, PAUSED -> busy.add(plan.getModelType());
                  case STOPPED -> !settled.contains(plan.getPlanId());
                  case COMPLETED, FAILED -> false;
                })
        .toList();
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  /** Stops within a few seconds, wherever it is: what it began, another instance finishes. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
