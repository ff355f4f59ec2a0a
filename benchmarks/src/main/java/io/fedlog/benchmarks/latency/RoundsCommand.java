package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many rounds open at once. */
@Command(
    name = "rounds",
    description = "Many rounds open at once, against one round alone times their number.",
    mixinStandardHelpOptions = true)
public final class RoundsCommand extends BenchmarkCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Option(names = "--rounds", description = "Open at once (default: ${DEFAULT-VALUE}).")
  private int rounds = 200;

  @Option(names = "--model-types", description = "Default: ${DEFAULT-VALUE}.")
  private int modelTypes = 4;

  @Option(names = "--stores", description = "A round (default: ${DEFAULT-VALUE}).")
  private int stores = 20;

  @Option(names = "--parameters", description = "Of each model (default: ${DEFAULT-VALUE}).")
  private int parameters = 1 << 14;

  @Option(
      names = "--alone",
      description = "Rounds measured alone, one after the other (default: ${DEFAULT-VALUE}).")
  private int alone = 15;

  @Option(
      names = "--warm-up",
      description = "Rounds before, that are not counted (default: ${DEFAULT-VALUE}).")
  private int warmUp = 25;

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("rounds", Machine.here());
    try (Workbench bench = Workbench.open(Map.of());
        Uploads uploads = new Uploads(bench, stores, parameters)) {
      progress.step("creating topics");
      for (int i = 0; i < warmUp; i++) {
        bench.createUpdates(roundId("warm", i));
      }
      for (int i = 0; i < alone; i++) {
        bench.createUpdates(roundId("alone", i));
      }
      for (int i = 0; i < rounds; i++) {
        bench.createUpdates(roundId("open", i));
      }
      try (JavaProcess unused = bench.aggregator("aggregator", "512m", Map.of(), List.of());
          Follower<RoundState> states = new Follower<>(bench, Topics.ROUND_STATE)) {
        measure(uploads, states, report, progress);
      }
    }
    return report.note(
        "%d rounds of %d model types, %d stores and %d parameters each; topics created ahead"
            .formatted(rounds, modelTypes, stores, parameters));
  }

  private String modelType(int number) {
    return "model-" + (char) ('a' + number % modelTypes);
  }

  /** As a plan names its rounds: one plan a model type. */
  private String roundId(String prefix, int number) {
    return prefix + "-" + modelType(number) + "-" + number / modelTypes;
  }

  private void measure(
      Uploads uploads, Follower<RoundState> states, Report report, Progress progress)
      throws TimeoutException {
    progress.step("rounds alone");
    for (int i = 0; i < warmUp; i++) {
      double unused = together(uploads, states, "warm", i, i + 1, report);
    }
    Samples times = new Samples();
    for (int i = 0; i < alone; i++) {
      times.add(together(uploads, states, "alone", i, i + 1, report));
    }
    progress.step("alone: median %.0f ms".formatted(times.median()));
    double all = together(uploads, states, "open", 0, rounds, report);
    progress.step("%d at once: %.0f ms".formatted(rounds, all));
    report
        .figure("alone_p50", times.median(), "ms")
        .figure("total", all, "ms")
        .figure("rounds_per_second", rounds / (all / 1000), "/s")
        .figure("vs_alone", all / (rounds * times.median()), "x", Bar.atMost(0.25));
  }

  /** Opens rounds, uploads to all, and waits until all are over; the time in milliseconds. */
  private double together(
      Uploads uploads, Follower<RoundState> states, String prefix, int from, int to, Report report)
      throws TimeoutException {
    long start = System.nanoTime();
    Map<String, RoundStatus> status = new HashMap<>();
    Map<String, String> models = new HashMap<>();
    List<RoundDefinition> open = new ArrayList<>();
    for (int i = from; i < to; i++) {
      open.add(uploads.define(roundId(prefix, i), modelType(i)));
      status.put(roundId(prefix, i), RoundStatus.CREATED);
    }
    for (int store = 0; store < stores; store++) {
      for (RoundDefinition round : open) {
        uploads.chunks(round, store);
        var unused = uploads.seal(round, store, (metadata, failure) -> {});
      }
    }
    uploads.flush();
    while (!status.values().stream().allMatch(LogReader::isOver)) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new TimeoutException("rounds not over in time: " + status);
      }
      states.catchUp(
          seen -> {
            status.computeIfPresent(seen.key(), (id, before) -> seen.value().getStatus());
            models.put(seen.key(), String.valueOf(seen.value().getModelSha256()));
          },
          Duration.ofMillis(20));
    }
    double millis = (System.nanoTime() - start) / 1e6;
    status.forEach(
        (id, end) -> {
          if (end != RoundStatus.COMPLETED) {
            report.wrong("round " + id + " ended " + end);
          } else if (!uploads.modelSha256().equals(models.get(id))) {
            report.wrong("the model of round " + id + " is not the mean of its updates");
          }
        });
    return millis;
  }
}
