package io.fedlog.benchmarks.noise;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.report.Scores;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws a second of the noises, beside the words of their stream. */
@Command(
    name = "noise",
    description = "Discrete noise in one thread, beside its stream of uniform words (JMH).",
    mixinStandardHelpOptions = true)
public final class NoiseCommand extends BenchmarkCommand {
  private static final double MILLION = 1e6;

  /** Scales by what they are called in the report. */
  private static final List<Map.Entry<String, String>> SCALES =
      List.of(
          Map.entry("3", "3"),
          Map.entry("1000", "1000"),
          Map.entry("2^20", "1048576"),
          Map.entry("2^34", "17179869184"));

  @Option(
      names = "--passes",
      description = "Passes over all benchmarks; figures are medians of them (${DEFAULT-VALUE}).")
  private int passes = 3;

  @Override
  protected Report measure(Progress progress) throws Exception {
    if (passes < 1) {
      throw new IllegalArgumentException("--passes is " + passes + ", expected 1 or more.");
    }
    Report report = new Report("noise", Machine.here());
    Scores scores = new Scores();
    for (int pass = 1; pass <= passes; pass++) {
      progress.step("pass " + pass + " of " + passes + " over all benchmarks");
      scores.add(Pass.run());
    }
    report.figure("words_m_per_s", scores.of(Pass.WORDS) / MILLION, "M/s");
    for (String noise : List.of("laplace", "gaussian")) {
      for (Map.Entry<String, String> scale : SCALES) {
        String score = noise + "_" + scale.getValue();
        String name = noise + "_" + scale.getKey();
        report.figure(name + "_m_per_s", scores.of(score) / MILLION, "M/s", Bar.atLeast(2));
        report.figure(name + "_vs_words", scores.ratio(score, Pass.WORDS), "x");
      }
    }
    return report
        .note(
            "One thread adds a draw to each of 65,536 sums, 512 KiB, from a stream of their own; so"
                + " making the stream's key is in it.")
        .note(
            "words adds one uniform word of such a stream to each sum. A draw takes some 11 words"
                + " (Laplace) or 21 (Gaussian).")
        .note("Figures are medians of the passes, ratios those of each pass's own ratio.");
  }
}
