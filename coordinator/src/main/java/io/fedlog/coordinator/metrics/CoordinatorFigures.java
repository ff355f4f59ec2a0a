package io.fedlog.coordinator.metrics;

import io.fedlog.coordinator.audit.TreeHeads;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.runtime.meters.ProcessMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Shows how the installation stands, as the coordinator has read it from the log. It is looked at
 * when somebody reads, and at most once in {@link #KEPT}: readers cannot hold up the log's reader.
 * None has a label: stores, rounds and model types have no end. Thread-safe.
 */
public final class CoordinatorFigures {

  static final Duration KEPT = Duration.ofSeconds(1);

  private final LogView view;
  private final InstantSource clock;
  private Instant lookedAt = Instant.MIN;
  private Standing standing = Standing.NOTHING;

  private CoordinatorFigures(LogView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  /**
   * Adds the figures of a coordinator.
   *
   * @param acts whether this instance is the one that acts
   */
  public static void show(
      MeterRegistry registry, LogView view, BooleanSupplier acts, InstantSource clock) {
    CoordinatorFigures figures = new CoordinatorFigures(view, clock);
    ProcessMeters.gauge(
        registry,
        "fedlog.acting",
        "coordinators",
        "1 where this one acts, 0 where it stands by",
        () -> acts.getAsBoolean() ? 1 : 0);
    figures.show(registry, "open.rounds", "rounds that are not over", Standing::openRounds);
    figures.show(
        registry,
        "overdue.rounds",
        "open rounds that should have been over by their deadline",
        Standing::overdueRounds);
    figures.show(registry, "running.plans", "plans that go on", Standing::runningPlans);
    figures.show(
        registry,
        "live.aggregators",
        "aggregators heard of within 30 s",
        Standing::liveAggregators);
    figures.show(registry, "live.stores", "stores heard of within a minute", Standing::liveStores);
    figures.show(
        registry,
        "silent.stores",
        "stores heard of within the hour but not within a minute",
        Standing::silentStores);
    figures.show(
        registry,
        "privacy.budget.spent.ratio",
        "share spent and set aside of the privacy budget that is nearest to its end",
        Standing::privacySpent);
  }

  /** Adds how far the tamper-evident log is, and whether something contradicts it. */
  public static void show(MeterRegistry registry, TreeHeads heads) {
    ProcessMeters.gauge(
        registry,
        "fedlog.audit",
        "entries",
        "entries of the audit topic that this coordinator has read while it acts",
        heads::entries);
    ProcessMeters.gauge(
        registry,
        "fedlog.audit.head",
        "entries",
        "entries under the newest tree head that this coordinator has published",
        heads::published);
    ProcessMeters.gauge(
        registry,
        "fedlog.contradicted",
        "heads",
        "1 when the audit topic is not what its last tree head says",
        () -> heads.contradiction().isPresent() ? 1 : 0);
  }

  private void show(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Standing> figure) {
    int unit = name.lastIndexOf('.');
    ProcessMeters.gauge(
        registry,
        "fedlog." + name.substring(0, unit),
        name.substring(unit + 1),
        description,
        () -> figure.applyAsDouble(now()));
  }

  private synchronized Standing now() {
    Instant now = clock.instant();
    if (now.isBefore(lookedAt) || !now.isBefore(after(lookedAt))) {
      standing = Standing.of(view, now);
      lookedAt = now;
    }
    return standing;
  }

  private static Instant after(Instant time) {
    return time.equals(Instant.MIN) ? time : time.plus(KEPT);
  }
}
