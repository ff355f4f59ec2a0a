package io.fedlog.benchmarks.memory;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.DiskSpace;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Load;
import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether an aggregator's memory depends on how many stores there are. */
@Command(
    name = "memory",
    description = "Peak memory of the aggregator for cohorts of different sizes.",
    mixinStandardHelpOptions = true)
public final class MemoryCommand extends BenchmarkCommand {
  private static final String ROUND = "memory";
  private static final double MIB = 1 << 20;

  @Option(names = "--parameters", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private int parameters = 10_000_000;

  @Option(
      names = "--cohorts",
      split = ",",
      description = "Numbers of stores; the first is the yardstick (${DEFAULT-VALUE}).")
  private List<Integer> cohorts = List.of(10, 100, 500);

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("512m");

  @Option(names = "--sum-memory", description = "Its FL_SUM_MEMORY (${DEFAULT-VALUE}).")
  private String sumMemory = "40%";

  @Option(names = "--minutes", description = "Patience for one cohort (${DEFAULT-VALUE}).")
  private int minutes = 30;

  private record Peak(double residentMib, double liveMib) {}

  @Override
  protected Report measure(Progress progress) throws Exception {
    int most = cohorts.stream().mapToInt(Integer::intValue).max().orElse(0);
    DiskSpace.require(4L * parameters * most + (2L << 30));
    Report report = new Report("memory", Machine.here());
    List<Peak> peaks = new ArrayList<>();
    for (int cohort : cohorts) {
      peaks.add(run(cohort, report, progress));
    }
    report
        .figure(
            "rss_spread",
            spread(peaks.stream().map(Peak::residentMib).toList()),
            "share",
            Bar.atMost(0.05))
        .figure(
            "live_spread",
            spread(peaks.stream().map(Peak::liveMib).toList()),
            "share",
            Bar.atMost(0.05))
        .figure("sums_mib", 8.0 * parameters / MIB, "MiB");
    return report.note(
        parameters
            + " parameters, -Xmx"
            + jvm.heap()
            + ", FL_SUM_MEMORY="
            + sumMemory
            + ", the heap touched from the start; rss is VmHWM; live is what a full collection"
            + " leaves when all updates but one are summed up; used after gc is the most that any"
            + " pause left.");
  }

  private Peak run(int cohort, Report report, Progress progress) throws Exception {
    try (Workbench bench = Workbench.open(Map.of())) {
      RoundDefinition round = Rounds.of(ROUND, "memory", parameters, cohort).build();
      bench.createUpdates(ROUND);
      Path gcLog = bench.directory().resolve("gc.log");
      List<String> options = new ArrayList<>(jvm.options());
      options.add(GcLog.option(gcLog));
      // All of the heap is resident from the start: what grows is what lies beside it.
      options.addAll(List.of("-Xms" + jvm.heap(), "-XX:+AlwaysPreTouch"));
      try (JavaProcess aggregator =
              bench.aggregator("a", jvm.heap(), Map.of("FL_SUM_MEMORY", sumMemory), options);
          Load load =
              new Load(round, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), seal -> seal)) {
        bench.define(round);
        progress.step(cohort + " stores upload");
        long start = System.nanoTime();
        for (int store = 0; store < cohort - 1; store++) {
          load.update(store);
        }
        load.flush();
        summed(bench.log(), cohort - 2);
        double live = LiveHeap.mib(aggregator);
        load.update(cohort - 1);
        load.flush();
        progress.step("all is written; waiting for the model");
        RoundState end = bench.log().awaitEnd(ROUND, Duration.ofMinutes(minutes)).value();
        double seconds = (System.nanoTime() - start) / 1e9;
        String expected = ExpectedModel.sha256(round, load, cohort);
        if (!expected.equals(end.getModelSha256())) {
          report.wrong(cohort + " stores: " + end.getStatus() + ", " + end.getReason());
        }
        double resident = aggregator.peakResidentBytes().orElse(0) / MIB;
        GcLog gc = GcLog.read(gcLog);
        report
            .figure("rss_mib_" + cohort, resident, "MiB")
            .figure("live_mib_" + cohort, live, "MiB")
            .figure("heap_mib_" + cohort, gc.largestHeap(), "MiB")
            .figure("used_after_gc_mib_" + cohort, gc.mostUsedAfter(), "MiB")
            .figure("gc_seconds_" + cohort, gc.pausedSeconds(), "s")
            .figure("seconds_" + cohort, seconds, "s");
        return new Peak(resident, live);
      }
    }
  }

  /** Waits until all of one store's chunks, and so those of the stores before, are in the sums. */
  private void summed(LogReader log, int store) throws Exception {
    int[] seen = new int[1];
    var unused =
        log.await(
            Topics.ROUND_LOG,
            (key, entry) ->
                entry.getEvent() instanceof UpdateSummary summary
                    && summary.getStoreId().equals(Load.storeId(store))
                    && ++seen[0] == Workbench.PARTITIONS,
            Duration.ofMinutes(minutes));
  }

  /** By how much the largest is above the smallest. */
  private static double spread(List<Double> values) {
    double least = values.stream().mapToDouble(v -> v).min().orElse(0);
    double most = values.stream().mapToDouble(v -> v).max().orElse(0);
    return most / least - 1;
  }
}
