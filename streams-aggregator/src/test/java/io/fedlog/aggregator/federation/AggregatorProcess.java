package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.AggregatorMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An aggregator in a JVM of its own, so that it can be killed as a power cut would. */
final class AggregatorProcess implements AutoCloseable {
  private final Process process;

  private AggregatorProcess(Process process) {
    this.process = process;
  }

  /** Starts one; what it says is appended to {@code output}. */
  static AggregatorProcess start(Map<String, String> environment, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AggregatorMain.class.getName()));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    if (!Files.exists(output)) {
      Files.createFile(output);
    }
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new AggregatorProcess(builder.start());
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
