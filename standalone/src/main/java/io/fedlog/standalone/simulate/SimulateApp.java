package io.fedlog.standalone.simulate;

import io.fedlog.standalone.terminal.Screen;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** One simulation from its rows to its files. */
public final class SimulateApp {
  private final SimulationSettings settings;
  private final RowSource source;
  private final SimulationFiles files;
  private final Screen screen;

  public SimulateApp(
      SimulationSettings settings, RowSource source, SimulationFiles files, Screen screen) {
    this.settings = settings;
    this.source = source;
    this.files = files;
    this.screen = screen;
  }

  /**
   * Runs the simulation to its end.
   *
   * @throws IllegalArgumentException when a method cannot work with such rounds
   */
  public void run() throws IOException {
    screen.live("reading rows…");
    LearningTask task = source.read(new Chance(settings.seed()), settings.stores());
    Simulations simulations =
        new Simulations(settings, task, (run, point) -> screen.live(progress(run, point)));
    SimulationText text = new SimulationText(settings, task);
    text.opening().forEach(screen::line);
    screen.line("");
    List<Trace> traces = simulations.run();
    new SummaryTable(settings.goal()).lines(traces).forEach(screen::line);
    screen.line("");
    TraceCsv.write(traces, files.csv());
    screen.line("every round: " + files.csv());
    Goal goal = settings.goal();
    new TracePlot(text.title(), goal == null ? Metric.AUC : goal.metric(), goal)
        .write(traces, files.png());
    screen.line("plot:        " + files.png());
  }

  private String progress(String run, TracePoint point) {
    Unit time = Unit.ofTime(point.atMs());
    return String.format(
        Locale.ROOT,
        "%s: round %d of %d, virtual time %s, auc %.4f",
        run,
        point.round(),
        settings.rounds(),
        time.figure(point.atMs()),
        point.measures().auc());
  }
}
