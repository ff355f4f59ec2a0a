package io.fedlog.benchmarks.kernel;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.report.Scores;
import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The exact sum beside a plain loop, and what stands around it. */
@Command(
    name = "kernel",
    description = "Exact sum, checks, mean and digest in one thread, beside plain loops (JMH).",
    mixinStandardHelpOptions = true)
public final class KernelCommand extends BenchmarkCommand {
  private static final double MILLION = 1e6;

  @Option(
      names = "--passes",
      description = "Passes over all benchmarks; figures are medians of them (${DEFAULT-VALUE}).")
  private int passes = 3;

  @Override
  protected Report measure(Progress progress) throws Exception {
    if (passes < 1) {
      throw new IllegalArgumentException("--passes is " + passes + ", expected 1 or more.");
    }
    Report report = new Report("kernel", Machine.here());
    if (!isTheSameTogetherAndOneByOne()) {
      return report.wrong("updates added together and one by one give different bytes");
    }
    Scores scores = new Scores();
    for (int pass = 1; pass <= passes; pass++) {
      progress.step("pass " + pass + " of " + passes + " over all benchmarks");
      scores.add(Pass.run());
    }
    sums(report, scores);
    around(report, scores);
    return report
        .note(
            "float32, one thread, "
                + Updates.COUNT
                + " updates. plain is `double[] += float[]`, one update after the other, without a"
                + " check or a weight;")
        .note(
            "exact reads payloads off the wire, checks every value, weighs it and adds all updates"
                + " in one pass over the sum; one_by_one makes a pass for each update. An aggregator"
                + " adds what arrives one by one, and together only what it reads again: after a"
                + " start, and where sums gave way.")
        .note(
            "copy moves the payloads' bytes. checked decodes records of 512 KiB chunks and checks"
                + " their round, key, index, count, base, length and values; its yardstick sums the"
                + " same payloads. Of an aggregator's checks it leaves out the digest, the store"
                + " id's characters, the partition, the weight's range, and what the attempt had"
                + " before.")
        .note("Figures are medians of the passes, ratios those of each pass's own ratio.");
  }

  private static void sums(Report report, Scores scores) {
    boolean vectorCasts = Runtime.version().feature() >= 25;
    for (String size : List.of(Pass.LARGE, Pass.SMALL)) {
      String end = size.equals(Pass.LARGE) ? "" : size;
      String plain = "plain" + size;
      double one = scores.ratio("together" + size, plain);
      double two = scores.ratio("together_two_lanes" + size, plain);
      if (size.equals(Pass.LARGE)) {
        report.figure("exact_vs_plain", one, "x", Bar.atLeast(vectorCasts ? 0.9 : 0.6));
        report.figure("exact_vs_plain_two_lanes", two, "x", Bar.atLeast(vectorCasts ? 0.55 : 0.35));
      } else {
        report.figure("exact_vs_plain" + end, one, "x");
        report.figure("exact_vs_plain_two_lanes" + end, two, "x");
      }
      report.figure("one_by_one_vs_plain" + end, scores.ratio("oneByOne" + size, plain), "x");
      report.figure(
          "one_by_one_vs_plain_two_lanes" + end,
          scores.ratio("oneByOne_two_lanes" + size, plain),
          "x");
      report.figure("exact_vs_copy" + end, scores.ratio("together" + size, "copy" + size), "x");
      millions(report, scores, "plain" + end, plain);
      millions(report, scores, "copy" + end, "copy" + size);
      millions(report, scores, "exact" + end, "together" + size);
      millions(report, scores, "exact_two_lanes" + end, "together_two_lanes" + size);
    }
  }

  private static void around(Report report, Scores scores) {
    report.figure(
        "checked_vs_sum",
        scores.ratio("decodeCheckSum" + Pass.LARGE, "sumAlone" + Pass.LARGE),
        "x",
        Bar.atLeast(0.7));
    report.figure(
        "checked_vs_sum_1m",
        scores.ratio("decodeCheckSum" + Pass.SMALL, "sumAlone" + Pass.SMALL),
        "x");
    millions(report, scores, "checked", "decodeCheckSum" + Pass.LARGE);
    millions(report, scores, "finalise", "mean" + Pass.LARGE);
    millions(report, scores, "finalise_1m", "mean" + Pass.SMALL);
    millions(report, scores, "finalise_two_lanes", "mean_two_lanes" + Pass.LARGE);
    millions(report, scores, "finalise_two_lanes_1m", "mean_two_lanes" + Pass.SMALL);
    report.figure("digest_mb_per_s", scores.of("treeHash") / MILLION, "MB/s");
    report.figure("sha256_mb_per_s", scores.of("sha256") / MILLION, "MB/s");
    report.figure("digest_vs_sha256", scores.ratio("treeHash", "sha256"), "x");
  }

  private static void millions(Report report, Scores scores, String name, String score) {
    report.figure(name + "_m_per_s", scores.of(score) / MILLION, "M/s");
  }

  private static boolean isTheSameTogetherAndOneByOne() {
    int elements = 5000;
    List<ByteBuffer> payloads = Updates.payloads(Updates.COUNT, elements);
    long[] weights = Updates.weights(Updates.COUNT);
    long total = Arrays.stream(weights).sum();
    for (int lanes = 1; lanes <= 2; lanes++) {
      ExactSum together = new ExactSum(Updates.grid(lanes), NumberFormat.FLOAT32, elements);
      ExactSum oneByOne = new ExactSum(Updates.grid(lanes), NumberFormat.FLOAT32, elements);
      together.addAll(payloads, weights);
      for (int i = Updates.COUNT - 1; i >= 0; i--) {
        oneByOne.add(payloads.get(i), weights[i]);
      }
      if (!Arrays.equals(together.mean(total), oneByOne.mean(total))) {
        return false;
      }
    }
    return true;
  }
}
