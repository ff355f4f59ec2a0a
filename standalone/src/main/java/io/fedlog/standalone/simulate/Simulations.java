package io.fedlog.standalone.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a simulation is asked for: the same chain once for each mode and method. */
final class Simulations {
  private final List<Supplier<Trace>> runs = new ArrayList<>();

  /**
   * Prepares all runs, so that what cannot work is said before the first begins.
   *
   * @param progress is told how things stand after every round
   * @throws IllegalArgumentException when a method cannot work with such rounds
   */
  Simulations(SimulationSettings settings, LearningTask task, Progress progress) {
    for (Mode mode : settings.modes()) {
      for (MethodChoice method : settings.methods()) {
        VirtualChain chain = new VirtualChain(settings, task);
        Consumer<TracePoint> of = point -> progress.stands(mode.labelOf(method.name()), point);
        runs.add(
            mode == Mode.SYNC
                ? new SynchronousRounds(settings, method, chain, of)::run
                : new AsynchronousRun(settings, mode, method, chain, of)::run);
      }
    }
  }

  /** Runs one after the other. */
  List<Trace> run() {
    return runs.stream().map(Supplier::get).toList();
  }

  /** Is told how far a run has got. */
  interface Progress {
    void stands(String run, TracePoint point);
  }
}
