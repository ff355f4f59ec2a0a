package io.fedlog.standalone.simulate;

import io.fedlog.learning.method.ServerStep;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.learning.selection.Selected;
import io.fedlog.learning.selection.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rounds one after the other: every store asked starts from the newest version. */
final class SynchronousRounds {
  private final SimulationSettings settings;
  private final MethodChoice method;
  private final VirtualChain chain;
  private final Consumer<TracePoint> progress;
  private final VirtualLog log = new VirtualLog();
  private final List<Candidate> candidates;
  private final int mostRows;
  private final List<TracePoint> points = new ArrayList<>();
  private float[] model;
  private byte @Nullable [] state;

  /**
   * A run that has not begun.
   *
   * @param progress is told how things stand after every round
   * @throws IllegalArgumentException when the method cannot work with such rounds
   */
  SynchronousRounds(
      SimulationSettings settings,
      MethodChoice method,
      VirtualChain chain,
      Consumer<TracePoint> progress) {
    this.settings = settings;
    this.method = method;
    this.chain = chain;
    this.progress = progress;
    this.candidates = chain.candidates();
    this.mostRows = chain.mostRows();
    this.model = chain.initial();
    var unusedTask = task(select(1)); // which is checked
  }

  /** Runs to the goal, or to the last round. */
  Trace run() {
    add(new TracePoint(0, null, 0, 0, 0, 0, 0, StalenessSeen.NONE, 0, 0, chain.measure(model)));
    for (int round = 1; round <= settings.rounds() && !isThere(); round++) {
      add(play(round));
    }
    return new Trace(Mode.SYNC, method.name(), points);
  }

  private void add(TracePoint point) {
    points.add(point);
    progress.accept(point);
  }

  private TracePoint newest() {
    return points.get(points.size() - 1);
  }

  private boolean isThere() {
    Goal goal = settings.goal();
    return goal != null && goal.isReachedBy(newest().measures());
  }

  private TracePoint play(int number) {
    TracePoint before = newest();
    Selected selected = select(number);
    ChunkTask task = task(selected);
    byte[] base = Payload.of(model);
    RoundTerms terms = terms(number, selected, base.length, task);
    VirtualRound.Outcome outcome =
        new VirtualRound(log, chain, terms, number, model, task.begin(base, state))
            .play(selected.asked(), before.atMs());
    ServerStep made = outcome.made();
    boolean completed = VirtualRound.completed(outcome.view()) && made != null;
    chain.updates().end(completed);
    if (made != null && completed) {
      model = Payload.read(made.model());
      state = made.state().length == 0 ? null : made.state();
    }
    return new TracePoint(
        number,
        completed ? null : outcome.view().reason(),
        log.latestVersion(),
        outcome.view().endedAt(),
        selected.asked().size(),
        completed ? outcome.view().cohortSize() : 0,
        outcome.refused(),
        StalenessSeen.NONE,
        before.uploadedBytes() + (long) outcome.uploads() * base.length,
        before.downloadedBytes() + (long) selected.asked().size() * base.length,
        completed ? chain.measure(model) : before.measures());
  }

  private Selected select(int number) {
    return Selection.of(settings.policy().selection(), number, candidates);
  }

  private ChunkTask task(Selected selected) {
    return new ChunkTask(
        method,
        model.length * Float.BYTES,
        settings.policy().minStores(selected.wanted()),
        selected.asked().size(),
        mostRows);
  }

  private RoundTerms terms(int number, Selected selected, int bytes, ChunkTask task) {
    long deadlineMs = settings.policy().deadline().toMillis();
    return new RoundTerms(
            String.format(Locale.ROOT, "round-%05d", number),
            VirtualLog.MODEL_TYPE,
            selected.asked().size(),
            1,
            settings.policy().minStores(selected.wanted()),
            settings.policy().neededShare(),
            deadlineMs,
            deadlineMs,
            true,
            1,
            bytes,
            true,
            log.latestVersion(),
            task.weighting(),
            task.grid().maxWeight(),
            selected.asked().size(),
            null)
        .taking(settings.policy().take(selected))
        .countingSteps(task.countsSteps());
  }
}
