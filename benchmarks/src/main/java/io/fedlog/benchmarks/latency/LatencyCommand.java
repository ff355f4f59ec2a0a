package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Workbench;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From the seal that meets the threshold to the manifest. */
@Command(
    name = "latency",
    description =
        "Time from the seal that meets the threshold to the manifest, against one transactional"
            + " round trip; idle and beside a round that uploads at full speed.",
    mixinStandardHelpOptions = true)
public final class LatencyCommand extends BenchmarkCommand {
  @Option(names = "--parameters", description = "Of the model (default: ${DEFAULT-VALUE}).")
  private int parameters = 1 << 18;

  @Option(names = "--samples", description = "Rounds a cohort (default: ${DEFAULT-VALUE}).")
  private int samples = 100;

  @Option(
      names = "--warm-up",
      description = "Rounds before, that are not counted (default: ${DEFAULT-VALUE}).")
  private int warmUp = 40;

  @Option(names = "--stores", description = "Of the large cohort (default: ${DEFAULT-VALUE}).")
  private int stores = 1000;

  @Option(
      names = "--large-samples",
      description = "Rounds of the large cohort (default: ${DEFAULT-VALUE}).")
  private int largeSamples = 50;

  private static final int FEW = 10;

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("latency", Machine.here());
    // Uploads of rounds that are over are deleted at once, so that they do not fill the disk.
    try (Workbench bench = Workbench.open(Map.of("log.retention.check.interval.ms", "2000"));
        RoundTrip yardstick = new RoundTrip(bench)) {
      progress.step("creating topics");
      for (int i = 0; i < warmUp; i++) {
        bench.createUpdates(LastSeals.roundId("warm", i));
      }
      for (int i = 0; i < samples; i++) {
        bench.createUpdates(LastSeals.roundId("few", i));
        bench.createUpdates(LastSeals.roundId("busy", i));
      }
      for (int i = 0; i < largeSamples; i++) {
        bench.createUpdates(LastSeals.roundId("many", i));
      }
      bench.createUpdates(FullSpeed.ROUND);
      try (JavaProcess unused = bench.aggregator("aggregator", "512m", Map.of(), List.of())) {
        measure(bench, yardstick, report, progress);
      }
    }
    return report.note(
        ("%d parameters; %d rounds of %d stores, idle and busy, and %d of %d, after %d to warm up;"
                + " broker and aggregator in processes of their own, topics created ahead")
            .formatted(parameters, samples, FEW, largeSamples, stores, warmUp));
  }

  private void measure(Workbench bench, RoundTrip yardstick, Report report, Progress progress)
      throws InterruptedException, ExecutionException, TimeoutException {
    progress.step("warming up");
    Samples trips = new Samples();
    yardstick.measure(samples, new Samples());
    Samples unused = rounds(bench, "warm", FEW, warmUp, null, progress);
    yardstick.measure(samples, trips);
    Map<String, Long> sealedAt = new HashMap<>();
    Samples few = rounds(bench, "few", FEW, samples, sealedAt, progress);
    Samples many = rounds(bench, "many", stores, largeSamples, null, progress);
    yardstick.measure(samples, trips);
    Samples busy;
    double rate;
    try (FullSpeed other = new FullSpeed(bench)) {
      busy = rounds(bench, "busy", FEW, samples, null, progress);
      rate = other.megabytesPerSecond();
    }
    report
        .figure("round_trip_p50", trips.median(), "ms")
        .figure("round_trip_p99", trips.quantile(0.99), "ms")
        .figure("p50", few.median(), "ms", Bar.atMost(40))
        .figure("p99", few.quantile(0.99), "ms", Bar.atMost(200))
        .figure("vs_round_trip", few.median() / trips.median(), "x")
        .figure("large_cohort_p50", many.median(), "ms", Bar.atMost(40))
        .figure("large_cohort_p99", many.quantile(0.99), "ms", Bar.atMost(200))
        .figure(
            "cohorts_apart",
            Math.max(many.median(), few.median()) / Math.min(many.median(), few.median()),
            "x",
            Bar.atMost(1.5))
        .figure("busy_p50", busy.median(), "ms")
        .figure("busy_p99", busy.quantile(0.99), "ms", Bar.atMost(500))
        .figure("busy_other_upload", rate, "MB/s");
    new Hops(bench.log()).addTo(report, sealedAt);
  }

  private Samples rounds(
      Workbench bench,
      String prefix,
      int cohort,
      int count,
      @Nullable Map<String, Long> sealedAt,
      Progress progress)
      throws InterruptedException, ExecutionException, TimeoutException {
    Samples times = new Samples();
    try (LastSeals rounds = new LastSeals(bench, prefix, cohort, parameters)) {
      for (int i = 0; i < count; i++) {
        times.add(rounds.measure(i));
        if ((i + 1) % 20 == 0) {
          progress.step(
              "%s: %d rounds of %d stores, median %.1f ms"
                  .formatted(prefix, i + 1, cohort, times.median()));
        }
      }
      if (sealedAt != null) {
        sealedAt.putAll(rounds.sealedAt);
      }
    }
    return times;
  }
}
