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
import io.fedlog.benchmarks.system.RawReader;
import io.fedlog.benchmarks.system.RawWriter;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model that is far larger than the heap: most sums give way and are read at the end. */
@Command(
    name = "big-model",
    description = "A model larger than the aggregator's heap, from the last seal to its manifest.",
    mixinStandardHelpOptions = true)
public final class BigModelCommand extends BenchmarkCommand {
  private static final String ROUND = "big";
  private static final double MIB = 1 << 20;

  @Option(names = "--model-bytes", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private long modelBytes = 4L << 30;

  @Option(names = "--stores", description = "That upload (${DEFAULT-VALUE}).")
  private int stores = 4;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("1g");

  @Option(names = "--sum-memory", description = "Its FL_SUM_MEMORY (${DEFAULT-VALUE}).")
  private String sumMemory = "40%";

  @Option(names = "--minutes", description = "Patience for the model (${DEFAULT-VALUE}).")
  private int minutes = 30;

  @Override
  protected Report measure(Progress progress) throws Exception {
    long written = (stores + 2) * modelBytes; // the updates, the model, and the yardstick's copy
    DiskSpace.require(written + written / 5);
    Report report = new Report("big-model", Machine.here());
    try (Workbench bench = Workbench.open(Map.of())) {
      RoundDefinition round = Rounds.of(ROUND, "big", modelBytes / Float.BYTES, stores).build();
      bench.createUpdates(ROUND);
      Path gcLog = bench.directory().resolve("gc.log");
      List<String> options = new ArrayList<>(jvm.options());
      options.add(GcLog.option(gcLog));
      double seconds;
      try (JavaProcess aggregator =
              bench.aggregator("a", jvm.heap(), Map.of("FL_SUM_MEMORY", sumMemory), options);
          Load load =
              new Load(round, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), seal -> seal)) {
        bench.define(round);
        upload(load, progress);
        LogReader.Entry<RoundState> end = bench.log().awaitEnd(ROUND, Duration.ofMinutes(minutes));
        progress.step("the round is " + end.value().getStatus());
        String expected = ExpectedModel.sha256(round, load, stores);
        if (!expected.equals(end.value().getModelSha256())) {
          return report.wrong(
              "the model is not the mean: %s, %s"
                  .formatted(end.value().getStatus(), end.value().getReason()));
        }
        long seal = LastRecord.timestamp(bench.kafka(), round, Workbench.PARTITIONS);
        long decision =
            bench
                .log()
                .await(
                    Topics.ROUND_CONTROL,
                    (key, order) -> order.getOrder() instanceof Decision,
                    Duration.ofMinutes(1))
                .timestamp();
        seconds = (end.timestamp() - seal) / 1e3;
        report
            .figure("seal_to_manifest_s", seconds, "s")
            .figure("seal_to_decision_s", (decision - seal) / 1e3, "s")
            .figure("decision_to_manifest_s", (end.timestamp() - decision) / 1e3, "s");
        GcLog gc = GcLog.read(gcLog);
        report
            .figure("rss_mib", aggregator.peakResidentBytes().orElse(0) / MIB, "MiB")
            .figure("used_after_gc_mib", gc.mostUsedAfter(), "MiB")
            .figure("gc_seconds", gc.pausedSeconds(), "s");
      }
      double yardstick = yardstick(bench, report, progress);
      report.figure("vs_yardstick", seconds / yardstick, "x", Bar.atMost(3));
    }
    return report.note(
        "%d bytes of model, %d stores, -Xmx%s, FL_SUM_MEMORY=%s; times are the broker's."
            .formatted(modelBytes, stores, jvm.heap(), sumMemory));
  }

  /** Several stores at once, as stores do; the seals come when the last chunks are written. */
  private void upload(Load load, Progress progress) {
    int chunks = Math.toIntExact((modelBytes - 1) / Rounds.CHUNK_BYTES + 1);
    int run = 64;
    for (int from = 0; from < chunks; from += run) {
      for (int store = 0; store < stores; store++) {
        load.chunks(store, from, Math.min(chunks, from + run));
      }
      if (from % 1024 == 0) {
        progress.step("writing: %d of %d chunks".formatted(from, chunks));
      }
    }
    for (int store = 0; store < stores; store++) {
      load.seal(store);
    }
    load.flush();
    progress.step("all is written");
  }

  /** Seconds for reading all updates once and for writing a model's bytes, one after the other. */
  private double yardstick(Workbench bench, Report report, Progress progress)
      throws InterruptedException {
    progress.step("yardstick: reading all updates once");
    RawReader.Result read =
        RawReader.read(bench.kafka(), Topics.updates(ROUND).name(), record -> {});
    progress.step("yardstick: writing a model's bytes");
    bench.createUpdates("yardstick");
    double write =
        RawWriter.seconds(
            bench.kafka(),
            Topics.updates("yardstick").name(),
            Workbench.PARTITIONS,
            modelBytes,
            Rounds.CHUNK_BYTES);
    report
        .figure("read_s", read.seconds(), "s")
        .figure("read_mb_s", read.megabytesPerSecond(), "MB/s")
        .figure("write_s", write, "s");
    return read.seconds() + write;
  }
}
