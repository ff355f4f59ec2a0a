package io.fedlog.benchmarks.throughput;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.DiskSpace;
import io.fedlog.benchmarks.system.PausedRounds;
import io.fedlog.benchmarks.system.Workbench;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many bytes of large updates one aggregator takes in a second. */
@Command(
    name = "throughput",
    description = "MB/s of the whole topology, exactly once, with large updates.",
    mixinStandardHelpOptions = true)
public final class ThroughputCommand extends BenchmarkCommand {

  @Option(names = "--parameters", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private int parameters = 5_000_000;

  @Option(names = "--stores", description = "That upload (${DEFAULT-VALUE}).")
  private int stores = 300;

  @Option(names = "--warm-up", description = "Stores of each round before (${DEFAULT-VALUE}).")
  private int warmStores = 150;

  @Option(names = "--threads", description = "FL_STREAM_THREADS (${DEFAULT-VALUE}).")
  private int threads = 2;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("1g");

  @Override
  protected Report measure(Progress progress) throws Exception {
    // the warm-ups' updates stay on the log beside the measured
    DiskSpace.require(4L * parameters * (stores + 2L * warmStores) + (2L << 30));
    Report report = new Report("throughput", Machine.here());
    try (Workbench bench = Workbench.open(Map.of());
        Backlog backlog =
            new Backlog(
                bench,
                bench.aggregator("a", jvm.heap(), PausedRounds.environment(threads), jvm.options()),
                progress,
                parameters,
                stores)) {
      backlog.warmUp(warmStores, seal -> seal);
      Backlog.Result result = backlog.measure(seal -> seal, () -> {}, report);
      double topology = result.megabytesPerSecond(result.madeSeconds());
      double producer = result.megabytesPerSecond(result.produceSeconds());
      double consumer = result.raw().megabytesPerSecond();
      double summed = result.summed().megabytesPerSecond();
      return report
          .figure("topology_mb_s", topology, "MB/s")
          .figure("consumer_mb_s", consumer, "MB/s")
          .figure("consumer_and_sum_mb_s", summed, "MB/s")
          .figure("producer_mb_s", producer, "MB/s")
          .figure("vs_consumer", topology / consumer, "x")
          .figure("vs_consumer_and_sum", topology / summed, "x", Bar.atLeast(0.8))
          .figure("vs_producer", topology / producer, "x", Bar.atLeast(1.5))
          .figure("megabytes", result.bytes() / 1e6, "MB")
          .figure("cpu_s_a_gb", 1e9 * result.cpuSeconds() / result.bytes(), "s")
          .figure("to_decision", result.decidedSeconds(), "s")
          .figure("to_model", result.madeSeconds(), "s")
          .figure("threads", threads, "")
          .note(
              "All updates lie on the log before the aggregator reads the first. Its time runs from"
                  + " the first fetch to the round's last state, when the model is on the log. The"
                  + " yardsticks run alone, on one thread each; their broker is the same.")
          .note(
              "Two rounds of %d stores warm up: Kafka's clients are compiled for about a minute on"
                      .formatted(warmStores)
                  + " two cores, and until then the ratio says little.");
    }
  }
}
