package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.selection.Selection;
import io.fedlog.learning.selection.SelectionTerms.Draw;
import io.fedlog.learning.staleness.WindowMethods;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Windows one after the other in one long round; no version waits for the slowest store. As many
 * stores are at work at a time as a round without windows would ask, and each starts from the
 * newest version (Nguyen et al., "Federated Learning with Buffered Asynchronous Aggregation",
 * AISTATS 2022; Xie, Koyejo, Gupta, "Asynchronous Federated Optimization", 2019).
 */
final class AsynchronousRun {
  private static final String ROUND = "windows";

  private final SimulationSettings settings;
  private final Mode mode;
  private final MethodChoice method;
  private final VirtualChain chain;
  private final Consumer<TracePoint> progress;
  private final byte[] model;
  private final int concurrency;
  private final ChunkTask task;
  private final WindowTask windows;

  /**
   * A run that has not begun.
   *
   * @param mode other than {@link Mode#SYNC}
   * @param progress is told how things stand after every window
   * @throws IllegalArgumentException when the method or the settings cannot work so
   */
  AsynchronousRun(
      SimulationSettings settings,
      Mode mode,
      MethodChoice method,
      VirtualChain chain,
      Consumer<TracePoint> progress) {
    WindowMethods.check(method.name());
    check(settings, mode);
    this.settings = settings;
    this.mode = mode;
    this.method = method;
    this.chain = chain;
    this.progress = progress;
    this.model = Payload.of(chain.initial());
    this.concurrency =
        Selection.of(settings.policy().selection(), 1, chain.candidates()).asked().size();
    int updates = settings.windows().updates(mode);
    this.task =
        new ChunkTask(
            method,
            model.length,
            settings.policy().minUpdates(updates),
            settings.stores(),
            chain.mostRows());
    this.windows = new WindowTask(task, updates, settings.windows().mix(mode));
  }

  private static void check(SimulationSettings settings, Mode mode) {
    int updates = settings.windows().updates(mode);
    String inMode = " in mode " + mode.word();
    Integer least = settings.policy().minStores();
    Flag.require(
        updates <= settings.stores(),
        "--window-updates",
        updates,
        "at most the %d stores%s".formatted(settings.stores(), inMode));
    Flag.require(
        least == null || least <= updates,
        "--min-stores",
        least,
        "at most the %d updates of a window%s".formatted(updates, inMode));
    Flag.require(
        settings.policy().selection().draw() == Draw.EVEN,
        "--by-rows",
        true,
        "it left out" + inMode + ", where places are drawn evenly");
    Flag.require(
        settings.hostility().share() == 0 || settings.hostility().attack() != Attack.COLLUSION,
        "--attack",
        Attack.COLLUSION.word(),
        "another one" + inMode + ", where stores share no round to agree in");
  }

  /** Runs to the goal, to the last window, or for as long as that many rounds may take. */
  Trace run() {
    List<TracePoint> points = new ArrayList<>();
    VirtualLog log = new VirtualLog();
    FirstVersion.make(log, model);
    windows.add(log.latestVersion(), model);
    TracePoint start =
        new TracePoint(
            0,
            null,
            log.latestVersion(),
            0,
            0,
            0,
            0,
            StalenessSeen.NONE,
            0,
            0,
            chain.measure(chain.initial()));
    VirtualWindows round = round(log, start);
    TracePoint point = start;
    while (point != null) {
      points.add(point);
      progress.accept(point);
      point = isThere(point) ? null : round.next();
    }
    return new Trace(mode, method.name(), points);
  }

  private boolean isThere(TracePoint point) {
    Goal goal = settings.goal();
    return goal != null && goal.isReachedBy(point.measures());
  }

  private VirtualWindows round(VirtualLog log, TracePoint start) {
    return new VirtualWindows(
        log,
        chain,
        terms(log.latestVersion()),
        windows,
        new Places(settings.stores(), concurrency, chain.drawOfPlaces()),
        settings.policy().deadline().toMillis(),
        start);
  }

  private RoundTerms terms(long baseVersion) {
    int updates = settings.windows().updates(mode);
    long deadlineMs = // no longer than a long holds
        Math.min(settings.policy().deadline().toMillis(), Long.MAX_VALUE / settings.rounds())
            * settings.rounds();
    return new RoundTerms(
        ROUND,
        VirtualLog.MODEL_TYPE,
        0,
        0,
        settings.policy().minUpdates(updates),
        BigDecimal.ZERO,
        deadlineMs,
        deadlineMs,
        false,
        1,
        model.length,
        true,
        baseVersion,
        task.weighting(),
        task.grid().maxWeight(),
        settings.stores(),
        settings.windows().terms(mode, settings.rounds()));
  }
}
