package io.fedlog.standalone.demo;

import io.fedlog.agent.train.Evaluation;
import io.fedlog.agent.train.StoreEvaluation;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is known of a plan's rounds. A round's line is due when the round is over and, if it made a
 * version of the plan's own type, the stores have measured it; lines keep the rounds' order. Told
 * by several threads.
 */
final class RoundBoard {

  private final String planId;
  private final String modelType;
  private final int evaluators;
  private final Consumer<RoundRow> changed;
  private final Consumer<RoundRow> due;
  private final Map<String, RoundRow> rounds = new LinkedHashMap<>();
  private final Map<String, Map<String, Evaluation>> evaluations = new HashMap<>();
  private int shown;

  /**
   * @param evaluators stores that have held-out rows
   * @param changed told of the newest round as long as it runs
   * @param due told of each round once, in order
   */
  RoundBoard(
      String planId,
      String modelType,
      int evaluators,
      Consumer<RoundRow> changed,
      Consumer<RoundRow> due) {
    this.planId = planId;
    this.modelType = modelType;
    this.evaluators = evaluators;
    this.changed = changed;
    this.due = due;
  }

  /** How a round stands. */
  synchronized void tell(RoundState state) {
    RoundRow row = RoundRow.of(state, planId);
    rounds.put(state.getRoundId(), row);
    showDue(false);
    if (!row.over()) {
      changed.accept(row);
    }
    notifyAll();
  }

  /** What a store measured. */
  synchronized void tell(ModelManifest version, StoreEvaluation measured) {
    evaluations
        .computeIfAbsent(version.getRoundId(), round -> new TreeMap<>())
        .put(measured.storeId(), measured.federated());
    showDue(false);
    notifyAll();
  }

  /** Waits until every round's line was shown, and after that time shows those that are left. */
  synchronized void finish(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (shown < rounds.size() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    showDue(true);
  }

  /** Waits until the stores have measured what a round made, of any plan, or that time is over. */
  synchronized void awaitMeasured(String roundId, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (evaluations.getOrDefault(roundId, Map.of()).size() < evaluators
        && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
  }

  /** All rounds with what was measured, in order. */
  synchronized List<RoundRow> rounds() {
    return rounds.values().stream().map(this::measured).toList();
  }

  private void showDue(boolean all) {
    List<RoundRow> rows = List.copyOf(rounds.values());
    while (shown < rows.size() && (all || isDue(rows, shown))) {
      due.accept(measured(rows.get(shown)));
      shown++;
    }
  }

  private boolean isDue(List<RoundRow> rows, int index) {
    RoundRow row = rows.get(index);
    if (!row.over()) {
      return false;
    }
    boolean nextIsOver = index + 1 < rows.size() && rows.get(index + 1).over();
    boolean measured = of(row).size() == evaluators;
    return !row.completed() || !isOwnType(row) || measured || nextIsOver;
  }

  private boolean isOwnType(RoundRow row) {
    return row.state().getModelType().equals(modelType);
  }

  private RoundRow measured(RoundRow row) {
    Map<String, Evaluation> known = of(row);
    return known.isEmpty() ? row : row.with(Evaluation.pool(List.copyOf(known.values())).numbers());
  }

  private Map<String, Evaluation> of(RoundRow row) {
    return evaluations.getOrDefault(row.state().getRoundId(), Map.of());
  }
}
