package io.fedlog.benchmarks.replay;

import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.DiskSpace;
import io.fedlog.benchmarks.system.PausedRounds;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Weighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many bytes of updates a replay takes in a second, and how many the live round did. */
@Command(
    name = "replay",
    description = "MB/s of a replay, beside the live aggregation of the same round.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand extends BenchmarkCommand {
  private static final int WARM_UPS = 2;

  /** All updates of a chunk must fit the 64 MiB that a method which compares them may take. */
  private static final int SMALL_CHUNK_BYTES = 128 << 10;

  @Option(names = "--parameters", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private int parameters = 1_000_000;

  @Option(names = "--stores", description = "That upload (${DEFAULT-VALUE}).")
  private int stores = 200;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "One round by each (${DEFAULT-VALUE}).")
  private List<String> methods = List.of("weighted", "median");

  @Option(names = "--threads", description = "FL_STREAM_THREADS (${DEFAULT-VALUE}).")
  private int threads = 2;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("1g");

  /** What is kept of a round that was made live. */
  private record Live(RoundDefinition round, double seconds, RoundState end) {}

  @Override
  protected Report measure(Progress progress) throws Exception {
    DiskSpace.require(4L * parameters * stores * (1 + WARM_UPS) * methods.size() + (2L << 30));
    Report report = new Report("replay", Machine.here());
    try (Workbench bench = Workbench.open(Map.of())) {
      List<Live> warm = new ArrayList<>();
      List<Live> measured = new ArrayList<>();
      try (PausedRounds rounds =
          new PausedRounds(
              bench,
              bench.aggregator(
                  "a", jvm.heap(), PausedRounds.environment(threads), jvm.options()))) {
        for (String method : methods) {
          for (int i = 0; i < WARM_UPS; i++) {
            progress.step("warming up with a round of " + method);
            RoundDefinition round = round("warm-" + i + "-" + method, method);
            warm.add(new Live(round, 0, rounds.play(round, stores, seal -> seal)));
          }
          RoundDefinition round = round("measured-" + method, method);
          progress.step("writing the updates of " + stores + " stores");
          double unused = rounds.writeWhileStopped(round, stores, seal -> seal);
          progress.step("the aggregator goes on");
          PausedRounds.Run run = rounds.goOn(round);
          measured.add(new Live(round, run.madeSeconds(), run.end()));
        }
      }
      for (Live live : warm) {
        progress.step("replaying " + live.round().getRoundId());
        double unused = replay(bench, live, report);
      }
      for (Live live : measured) {
        progress.step("replaying " + live.round().getRoundId());
        compare(live, replay(bench, live, report), report);
      }
    }
    return report
        .figure("megabytes", 4e-6 * parameters * stores, "MB")
        .figure("threads", threads, "")
        .note(
            "Live: all updates lie on the log before the aggregator reads the first; its time runs"
                + " to the round's last state. Replay: from opening its consumers to the hash of"
                + " the last chunk, which must be the live one's; nothing else runs but the"
                + " broker. Both are warm from %d rounds before.".formatted(WARM_UPS));
  }

  private void compare(Live live, double seconds, Report report) {
    String method = live.round().getMethod();
    double megabytes = 4e-6 * parameters * stores;
    report
        .figure(method + "_live_mb_s", megabytes / live.seconds(), "MB/s")
        .figure(method + "_replay_mb_s", megabytes / seconds, "MB/s")
        .figure(method + "_replay_vs_live", live.seconds() / seconds, "x", Bar.atLeast(1));
  }

  private static double replay(Workbench bench, Live live, Report report) {
    DecidedModel decided;
    try (LogScan scan = LogScan.open(bench.kafka(), bench.schemas(), "bench-orders")) {
      decided = OrdersOnLog.read(scan, live.round());
    }
    MadeAgain again = MadeAgain.of(bench, decided);
    if (!again.sha256().equals(live.end().getModelSha256())) {
      report.wrong(
          "round %s ended %s with %s; its replay gives %s"
              .formatted(
                  live.round().getRoundId(),
                  live.end().getStatus(),
                  live.end().getModelSha256(),
                  again.sha256()));
    }
    return again.seconds();
  }

  private RoundDefinition round(String id, String method) {
    RoundDefinition.Builder round = Rounds.of(id, id, parameters, stores).setMethod(method);
    if (!method.equals("weighted")) {
      round
          .setWeighting(Weighting.EQUAL)
          .setGrid(new Grid(24, 64.0, 0, 1L, stores, 1))
          .setChunkBytes(SMALL_CHUNK_BYTES)
          .setChunkCount(Math.toIntExact((4L * parameters - 1) / SMALL_CHUNK_BYTES + 1));
    }
    return round.build();
  }
}
