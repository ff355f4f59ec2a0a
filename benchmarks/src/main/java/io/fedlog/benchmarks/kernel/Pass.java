package io.fedlog.benchmarks.kernel;

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
  /** Names ending with these are of models of so many parameters. */
  static final String SMALL = "_1m";

  static final String LARGE = "_10m";

  private static final int SMALL_ELEMENTS = 1 << 20;
  private static final int LARGE_ELEMENTS = 10 << 20;

  private Pass() {}

  /**
   * Elements a second by name: the method's name, {@code _two_lanes} where there are two, {@link
   * #SMALL} or {@link #LARGE}. Digests: bytes a second.
   */
  static Map<String, Double> run() throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(Pass.class.getPackageName() + "\\..*")
        .param("elements", Integer.toString(SMALL_ELEMENTS), Integer.toString(LARGE_ELEMENTS))
        .forks(1)
        .jvmArgs("-Xms1g", "-Xmx1g")
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(700))
        .measurementIterations(2)
        .measurementTime(TimeValue.milliseconds(400))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    Map<String, Double> scores = new HashMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      BenchmarkParams params = result.getParams();
      double perSecond = result.getPrimaryResult().getScore();
      scores.put(name(params), perSecond * elements(params));
    }
    return scores;
  }

  private static String name(BenchmarkParams params) {
    String method = method(params);
    if (params.getParam("elements") == null) {
      return method;
    }
    String lanes = "2".equals(params.getParam("lanes")) ? "_two_lanes" : "";
    return method + lanes + (size(params) == SMALL_ELEMENTS ? SMALL : LARGE);
  }

  /** Elements, or bytes to be hashed, that one call goes over. */
  private static double elements(BenchmarkParams params) {
    return switch (method(params)) {
      case "plain", "copy", "oneByOne", "together" -> (double) Updates.COUNT * size(params);
      case "treeHash", "sha256" -> Float.BYTES * (double) ChunkRecords.ELEMENTS;
      default -> size(params);
    };
  }

  private static int size(BenchmarkParams params) {
    return Integer.parseInt(params.getParam("elements"));
  }

  private static String method(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }
}
