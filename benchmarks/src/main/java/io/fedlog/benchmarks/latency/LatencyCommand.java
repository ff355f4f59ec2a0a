package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the seal that meets the threshold to the manifest. */
@Command(
    name = "latency",
    description =
        "Time from the seal that meets the threshold to the manifest, against one transactional"
            + " round trip; idle and beside a round that uploads at full speed.",
    mixinStandardHelpOptions = true)
public final class LatencyCommand extends BenchmarkCommand {
  @Option(names = "--threads", description = "FL_STREAM_THREADS (${DEFAULT-VALUE}).")
  private int threads = 2;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("512m");

  @Option(names = "--parameters", description = "Of the model (default: ${DEFAULT-VALUE}).")
  private int parameters = 1 << 18;

  @Option(names = "--samples", description = "Rounds a cohort (default: ${DEFAULT-VALUE}).")
  private int samples = 60;

  @Option(
      names = "--warm-up",
      description = "Rounds before, that are not counted (default: ${DEFAULT-VALUE}).")
  private int warmUp = 30;

  @Option(names = "--stores", description = "Of the large cohort (default: ${DEFAULT-VALUE}).")
  private int stores = 1000;

  @Option(
      names = "--large-samples",
      description = "Rounds of the large cohort (default: ${DEFAULT-VALUE}).")
  private int largeSamples = 20;

  @Option(
      names = "--busy-samples",
      description = "Rounds beside one at full speed (default: ${DEFAULT-VALUE}).")
  private int busySamples = 30;

  private static final int FEW = 10;
  private static final int NEW_TOPICS = 10;
  private static final String NEW_TOPICS_IN = "few";

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("latency", Machine.here());
    Samples trips = new Samples();
    Times few = installation(NEW_TOPICS_IN, FEW, samples, false, trips, report, progress);
    Times many = installation("many", stores, largeSamples, false, trips, report, progress);
    Times busy = installation("busy", FEW, busySamples, true, trips, report, progress);
    double p50 = few.samples.median();
    double largeP50 = many.samples.median();
    report
        .figure("round_trip_p50", trips.median(), "ms")
        .figure("round_trip_p99", trips.quantile(0.99), "ms")
        .figure("p50", p50, "ms", Bar.atMost(40))
        .figure("p99", few.samples.quantile(0.99), "ms", Bar.atMost(200))
        .figure("vs_round_trip", p50 / trips.median(), "x")
        .figure("large_cohort_p50", largeP50, "ms", Bar.atMost(40))
        .figure("large_cohort_p99", many.samples.quantile(0.99), "ms", Bar.atMost(200))
        .figure(
            "cohorts_apart",
            Math.max(largeP50, p50) / Math.min(largeP50, p50),
            "x",
            Bar.atMost(1.5))
        .figure("busy_p50", busy.samples.median(), "ms")
        .figure("busy_p99", busy.samples.quantile(0.99), "ms", Bar.atMost(500))
        .figure("threads", threads, "")
        .figure("busy_other_upload", busy.otherMegabytesPerSecond, "MB/s")
        .figure("new_topic_p50", few.newTopics.median(), "ms");
    few.hops.addTo(report, "", few.sealedAt);
    many.hops.addTo(report, "large_cohort_", many.sealedAt);
    busy.hops.addTo(report, "busy_", busy.sealedAt);
    return report.note(
        ("%d parameters; %d rounds of %d stores, %d beside a busy one, and %d of %d, each after %d"
                + " to warm up, in three installations with as many topics, created ahead; broker"
                + " and aggregator in processes of their own; of fewer than 100 rounds p99 is the"
                + " slowest")
            .formatted(parameters, samples, FEW, busySamples, largeSamples, stores, warmUp));
  }

  /** What one installation showed. */
  private record Times(
      Samples samples,
      Samples newTopics,
      Map<String, Long> sealedAt,
      Hops hops,
      double otherMegabytesPerSecond) {}

  /** A fresh one for each case: every topic that is there makes each poll a little slower. */
  private Times installation(
      String prefix,
      int cohort,
      int count,
      boolean besideAnother,
      Samples trips,
      Report report,
      Progress progress)
      throws Exception {
    // Uploads of rounds that are over are deleted at once, so that they do not fill the disk.
    try (Workbench bench = Workbench.open(Map.of("log.retention.check.interval.ms", "2000"));
        RoundTrip yardstick = new RoundTrip(bench)) {
      progress.step(prefix + ": creating topics");
      for (int i = 0; i < warmUp; i++) {
        bench.createUpdates(LastSeals.roundId("warm", i));
      }
      int topics = Math.max(samples, Math.max(largeSamples, busySamples)); // as many in each
      for (int i = 0; i < topics; i++) {
        bench.createUpdates(LastSeals.roundId(prefix, i));
      }
      bench.createUpdates(FullSpeed.ROUND);
      try (JavaProcess unused =
          bench.aggregator(
              "aggregator",
              jvm.heap(),
              Map.of("FL_STREAM_THREADS", Integer.toString(threads)),
              jvm.options())) {
        yardstick.measure(samples, new Samples());
        var unusedWarm = rounds(bench, "warm", FEW, warmUp, new HashMap<>(), report, progress);
        yardstick.measure(samples, trips);
        Map<String, Long> sealedAt = new HashMap<>();
        Samples times;
        double rate = 0;
        if (besideAnother) {
          try (FullSpeed other = new FullSpeed(bench)) {
            times = rounds(bench, prefix, cohort, count, sealedAt, report, progress);
            rate = other.megabytesPerSecond();
          }
        } else {
          times = rounds(bench, prefix, cohort, count, sealedAt, report, progress);
          yardstick.measure(samples, trips);
        }
        Samples newTopics = prefix.equals(NEW_TOPICS_IN) ? newTopics(bench) : new Samples();
        return new Times(times, newTopics, sealedAt, new Hops(bench.log()), rate);
      }
    }
  }

  /** How long a first record of a new topic takes to be taken in, from the topic's creation. */
  private Samples newTopics(Workbench bench)
      throws InterruptedException, ExecutionException, TimeoutException {
    Samples times = new Samples();
    try (Uploads uploads = new Uploads(bench, 1, parameters);
        Follower<RoundState> states = new Follower<>(bench, Topics.ROUND_STATE)) {
      for (int i = 0; i < NEW_TOPICS; i++) {
        String id = "new-" + i;
        long start = System.nanoTime();
        bench.createUpdates(id);
        RoundDefinition round = uploads.define(id, "new");
        uploads.chunks(round, 0);
        var unused = uploads.seal(round, 0, (metadata, failure) -> {});
        var unusedState =
            states.await(
                seen -> seen.key().equals(id) && seen.value().getCompletedStores() == 1,
                Duration.ofMinutes(1));
        times.add((System.nanoTime() - start) / 1e6);
      }
    }
    return times;
  }

  private Samples rounds(
      Workbench bench,
      String prefix,
      int cohort,
      int count,
      Map<String, Long> sealedAt,
      Report report,
      Progress progress)
      throws InterruptedException, ExecutionException, TimeoutException {
    Samples times = new Samples();
    try (LastSeals rounds = new LastSeals(bench, prefix, cohort, parameters, report)) {
      for (int i = 0; i < count; i++) {
        times.add(rounds.measure(i));
        if ((i + 1) % 20 == 0) {
          progress.step(
              "%s: %d rounds of %d stores, median %.1f ms"
                  .formatted(prefix, i + 1, cohort, times.median()));
        }
      }
      sealedAt.putAll(rounds.sealedAt);
    }
    return times;
  }
}
