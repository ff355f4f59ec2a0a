package io.fedlog.standalone.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a simulation is asked for: the same chain once for each method. */
final class Simulations {
  private final List<SynchronousRounds> runs = new ArrayList<>();

  /**
   * Prepares all runs, so that what cannot work is said before the first begins.
   *
   * @param progress is told how things stand after every round
   * @throws IllegalArgumentException when a method cannot work with such rounds
   */
  Simulations(SimulationSettings settings, LearningTask task, Progress progress) {
    for (MethodChoice method : settings.methods()) {
      VirtualChain chain = new VirtualChain(settings, task);
      Consumer<TracePoint> of = point -> progress.stands(method.name(), point);
      runs.add(new SynchronousRounds(settings, method, chain, of));
    }
  }

  /** Runs one after the other. */
  List<Trace> run() {
    return runs.stream().map(SynchronousRounds::run).toList();
  }

  /** Is told how far a run has got. */
  interface Progress {
    void stands(String method, TracePoint point);
  }
}
