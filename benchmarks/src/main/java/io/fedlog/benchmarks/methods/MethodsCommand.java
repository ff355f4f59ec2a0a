package io.fedlog.benchmarks.methods;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.report.Scores;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long methods take over large updates in memory, and how many passes over the bytes that is.
 */
@Command(
    name = "methods",
    description =
        "Seconds of a round by each method, in memory on all cores, beside one pass (JMH).",
    mixinStandardHelpOptions = true)
public final class MethodsCommand extends BenchmarkCommand {
  private static final Map<String, Bar> BARS =
      Map.of(
          "median", Bar.atMost(0.9),
          "trimmed_mean", Bar.atMost(1.0),
          "krum", Bar.atMost(0.75),
          "bulyan", Bar.atMost(1.5));

  @Option(names = "--updates", description = "Of the round, 7 to 90 (${DEFAULT-VALUE}).")
  private int updates = 10;

  @Option(names = "--parameters", description = "Of an update, float32 (${DEFAULT-VALUE}).")
  private int parameters = 10_000_000;

  @Option(
      names = "--passes",
      description = "Passes over all methods; figures are medians of them (${DEFAULT-VALUE}).")
  private int passes = 3;

  @Option(names = "--warm-up", description = "Rounds before those that count (${DEFAULT-VALUE}).")
  private int warmUp = 8;

  @Option(names = "--rounds", description = "Rounds that count (${DEFAULT-VALUE}).")
  private int rounds = 9;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "Only these (all over numbers).")
  private List<String> methods = MeasuredMethods.NAMES;

  @Override
  protected Report measure(Progress progress) throws Exception {
    requireSense();
    Report report = new Report("methods", Machine.here());
    Pass all = new Pass(methods, updates, parameters, warmUp, rounds);
    Scores seconds = new Scores();
    for (int pass = 1; pass <= passes; pass++) {
      progress.step("pass " + pass + " of " + passes + " over " + methods.size() + " methods");
      try {
        seconds.add(all.run());
      } catch (RunnerException e) {
        return report.wrong(
            "a method failed, or made another model than plain loops: " + Pass.reason(e));
      }
    }
    report.figure("pass_s", seconds.of(Pass.YARDSTICK), "s");
    for (String method : methods) {
      add(report, method, seconds);
    }
    return report
        .note(
            "%d updates of %d float32 parameters, chunk by chunk as an aggregator's tasks work, the"
                    .formatted(updates, parameters)
                + " chunks shared out to a thread a core. Reading records and digests are not in it.")
        .note(
            "A pass reads all updates' bytes once, on as many threads. Each method's last model is"
                + " held against its paper's formula in plain loops, in some 1,000 columns.")
        .note(
            "Figures are medians of the passes, each the median of %d rounds after %d to warm up in a"
                    .formatted(rounds, warmUp)
                + " JVM of its own; ratios those of each pass's own ratio.");
  }

  private static void add(Report report, String method, Scores seconds) {
    double value = seconds.of(method);
    Bar bar = BARS.get(method);
    if (bar == null) {
      report.figure(method + "_s", value, "s");
    } else {
      report.figure(method + "_s", value, "s", bar);
    }
    report.figure(method + "_vs_pass", seconds.ratio(method, Pass.YARDSTICK), "x");
  }

  private void requireSense() {
    require(passes >= 1, "--passes is " + passes + ", expected 1 or more.");
    require(warmUp >= 0, "--warm-up is " + warmUp + ", expected 0 or more.");
    require(rounds >= 1, "--rounds is " + rounds + ", expected 1 or more.");
    require(parameters >= 1, "--parameters is " + parameters + ", expected 1 or more.");
    require(
        updates >= CutUpdates.FEWEST && updates <= CutUpdates.MOST,
        "--updates is %d, expected %d to %d."
            .formatted(updates, CutUpdates.FEWEST, CutUpdates.MOST));
    require(
        (long) Float.BYTES * updates * parameters <= Pass.MOST_BYTES,
        "--updates times --parameters is %d, expected at most %d of 4 bytes."
            .formatted((long) updates * parameters, Pass.MOST_BYTES / Float.BYTES));
    for (String method : methods) {
      require(
          MeasuredMethods.NAMES.contains(method),
          "--methods names " + method + ", expected some of " + MeasuredMethods.NAMES + ".");
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
