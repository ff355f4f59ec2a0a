package io.fedlog.benchmarks.methods;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the yardstick and every method once, each in a JVM of its own.
 *
 * @param methods by name
 * @param updates of a round
 * @param parameters of an update
 * @param warmUp rounds before those that count
 * @param rounds that count
 */
record Pass(Collection<String> methods, int updates, int parameters, int warmUp, int rounds) {
  /** The name under which the yardstick's seconds stand. */
  static final String YARDSTICK = "pass";

  /** Updates that leave the JVMs room for models and for what is thrown away, in bytes. */
  static final long MOST_BYTES = 1L << 30;

  private static final double MEDIAN = 50;

  /**
   * Seconds by name: the yardstick's, and each method's; medians of the rounds.
   *
   * @throws RunnerException also when a model is wrong
   */
  Map<String, Double> run() throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(Pass.class.getPackageName() + "\\..*")
        .param("method", methods.toArray(String[]::new))
        .param("updates", Integer.toString(updates))
        .param("parameters", Integer.toString(parameters))
        .forks(1)
        .jvmArgs("-Xms2g", "-Xmx2g")
        .warmupIterations(warmUp)
        .measurementIterations(rounds)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    Map<String, Double> seconds = new HashMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      String method = result.getParams().getParam("method");
      seconds.put(
          method == null ? YARDSTICK : method,
          result.getPrimaryResult().getStatistics().getPercentile(MEDIAN));
    }
    return seconds;
  }

  /** What lies at the bottom of a failed run: JMH suppresses what its forks threw. */
  static String reason(Throwable failure) {
    Throwable inner = failure.getCause();
    if (inner == null && failure.getSuppressed().length > 0) {
      inner = failure.getSuppressed()[0];
    }
    return inner == null ? failure.toString() : reason(inner);
  }
}
