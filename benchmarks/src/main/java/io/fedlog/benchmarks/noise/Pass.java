package io.fedlog.benchmarks.noise;

import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark of this package once, each in a JVM of its own, for a second or two. */
final class Pass {
  static final String WORDS = "words";

  private Pass() {}

  /** Draws a second: {@link #WORDS}, or noise and scale such as {@code laplace_1000}. */
  static Map<String, Double> run() throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(Pass.class.getPackageName() + "\\..*")
        .forks(1)
        .jvmArgs("-Xms256m", "-Xmx256m")
        .warmupIterations(1)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(2)
        .measurementTime(TimeValue.milliseconds(500))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    Map<String, Double> scores = new HashMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      scores.put(name(result.getParams()), result.getPrimaryResult().getScore());
    }
    return scores;
  }

  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    String scale = params.getParam("scale");
    return scale == null ? method : method + "_" + scale;
  }
}
