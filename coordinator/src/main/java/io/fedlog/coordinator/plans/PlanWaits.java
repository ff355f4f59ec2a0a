package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanMachine.Step;
import io.fedlog.learning.plan.PlanTerms;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.SelectionRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a running plan waits for that need not come by itself, in words. It follows from the log as
 * the plan's next step does, so that anybody who reads the log can tell. Thread-safe.
 */
public final class PlanWaits {

  private final LogView view;
  private final PlanRounds rounds;
  private final PlanReplay replay;

  PlanWaits(LogView view, PlanRounds rounds, PlanReplay replay) {
    this.view = view;
    this.rounds = rounds;
    this.replay = replay;
  }

  /** Stores, or their figures; empty when the plan is held, over, or waits for neither. */
  public Optional<String> of(PlanRecord plan, Instant now) {
    if (plan.getStatus() != PlanStatus.RUNNING) {
      return Optional.empty();
    }
    try {
      return next(plan, now);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      return Optional.of("cannot go on: " + e.getMessage()); // whoever acts will fail it
    }
  }

  private Optional<String> next(PlanRecord plan, Instant now) {
    Step step = replay.replay(plan, replay.unbegun(plan) && rounds.warm(plan), now);
    Long awaited = step.state().awaited();
    if (awaited != null) {
      return Optional.of(figures(plan, step.state().terms(), awaited));
    }
    boolean due =
        step.effects().stream()
            .anyMatch(
                effect ->
                    effect instanceof DefineRound define && !define.round().phase().preparation());
    return due ? stores(plan, now) : Optional.empty();
  }

  private Optional<String> stores(PlanRecord plan, Instant now) {
    SelectionRules rules = plan.getSelection();
    if (rules == null) {
      return Optional.empty();
    }
    long available = StoreSelection.available(view, plan, rules, now);
    return available >= plan.getMinStores()
        ? Optional.empty()
        : Optional.of(
            "waits for stores: %d of %d available".formatted(available, plan.getMinStores()));
  }

  private String figures(PlanRecord plan, PlanTerms terms, long version) {
    return PlanReplay.metrics(terms)
        .map(metric -> figure(plan.getModelType(), version, metric))
        .collect(Collectors.joining("; ", "waits for the stores' figures: ", ""));
  }

  private String figure(String modelType, long version, String metric) {
    int stores = view.evaluators(modelType, version, metric);
    List<String> told = view.told(modelType, version);
    if (stores > 0 || told.isEmpty()) {
      return "%s of version %d was told by %d".formatted(metric, version, stores);
    }
    return "nobody tells %s of version %d; told are %s"
        .formatted(metric, version, String.join(", ", told));
  }
}
