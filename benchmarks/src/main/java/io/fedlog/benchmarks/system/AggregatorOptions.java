package io.fedlog.benchmarks.system;

import java.util.List;
import picocli.CommandLine.Option;

/** How the JVM of a measured aggregator is started: the options that several benchmarks take. */
public final class AggregatorOptions {
  @Option(names = "--heap", description = "The aggregator's -Xmx (${DEFAULT-VALUE}).")
  private String heap;

  @Option(names = "--jvm-option", description = "A further option of its JVM.")
  private List<String> jvmOptions = List.of();

  /** Options with a heap of so much unless another is asked for, as in {@code -Xmx}. */
  public AggregatorOptions(String heap) {
    this.heap = heap;
  }

  public String heap() {
    return heap;
  }

  public List<String> options() {
    return jvmOptions;
  }
}
