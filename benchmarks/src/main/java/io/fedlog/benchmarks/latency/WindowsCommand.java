package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Workbench;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** An asynchronous round with slow stores, and the same without them. */
@Command(
    name = "windows",
    description = {
      "Versions a minute of an asynchronous round with some slow stores, against the same round"
          + " without these."
    },
    mixinStandardHelpOptions = true)
public final class WindowsCommand extends BenchmarkCommand {
  private static final int WITHOUT = 0;

  @Option(names = "--agents", description = "Of them all (default: ${DEFAULT-VALUE}).")
  private int agents = 30;

  @Option(names = "--slow", description = "Of these, slow (default: ${DEFAULT-VALUE}).")
  private int slow = 3;

  @Option(
      names = "--slower",
      description = "How many times as long a slow one trains (default: ${DEFAULT-VALUE}).")
  private int slower = 20;

  @Option(
      names = "--pace-ms",
      description = "Mean milliseconds of a training (default: ${DEFAULT-VALUE}).")
  private long paceMillis = 2_000;

  @Option(names = "--updates", description = "In a window (default: ${DEFAULT-VALUE}).")
  private int updates = 10;

  @Option(names = "--parameters", description = "Of the model (default: ${DEFAULT-VALUE}).")
  private int parameters = 1 << 14;

  @Option(names = "--seconds", description = "Of each run (default: ${DEFAULT-VALUE}).")
  private long seconds = 90;

  @Option(
      names = "--pairs",
      description = "Runs without and with them, in turns (default: ${DEFAULT-VALUE}).")
  private int pairs = 2;

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("windows", Machine.here());
    try (Workbench bench = Workbench.open(Map.of());
        JavaProcess unused = bench.aggregator("aggregator", "512m", Map.of(), List.of())) {
      WindowedRound rounds =
          new WindowedRound(bench, parameters, updates, Duration.ofSeconds(seconds));
      progress.step("warming up");
      var unusedWarmUp = run(rounds, bench, "warm-up", WITHOUT, progress.clock());
      Samples without = new Samples();
      Samples with = new Samples();
      Samples staleness = new Samples();
      Samples repeated = new Samples();
      for (int pair = 1; pair <= pairs; pair++) {
        WindowedRound.Outcome quick =
            run(rounds, bench, "quick-" + pair, WITHOUT, progress.clock());
        WindowedRound.Outcome mixed = run(rounds, bench, "mixed-" + pair, slow, progress.clock());
        progress.step(
            "versions a minute: %.1f without slow stores, %.1f with them"
                .formatted(quick.versionsPerMinute(), mixed.versionsPerMinute()));
        without.add(quick.versionsPerMinute());
        with.add(mixed.versionsPerMinute());
        mixed.stalenessOfSlow().forEach(staleness::add);
        repeated.add(mixed.duplicateShare());
        quick.faults().forEach(report::wrong);
        mixed.faults().forEach(report::wrong);
      }
      double ratio = with.median() / without.median();
      report
          .figure("without_slow", without.median(), "/min")
          .figure("with_slow", with.median(), "/min")
          .figure("vs_without", ratio, "x", Bar.atLeast(0.9))
          .figure("slow_updates_taken", staleness.count(), "")
          .figure("slow_staleness_p50", staleness.median(), "windows")
          .figure("uploads_in_vain", repeated.median(), "of all");
    }
    return report.note(
        "%d agents, %d of them %d times slower than %d ms; windows of %d updates; %d parameters"
            .formatted(agents, slow, slower, paceMillis, updates, parameters));
  }

  private WindowedRound.Outcome run(
      WindowedRound rounds, Workbench bench, String name, int slowOnes, InstantSource clock)
      throws InterruptedException, TimeoutException {
    String modelType = "model-" + name;
    rounds.begin(name, modelType);
    try (Crew unused =
        new Crew(
            bench,
            name,
            modelType,
            agents - slow,
            slowOnes,
            Duration.ofMillis(paceMillis),
            slower,
            clock)) {
      return rounds.watch(name, modelType);
    }
  }
}
