package io.fedlog.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The broker of {@link EmbeddedKafka} in a JVM of its own, so that a test can kill it as a power
 * cut would and bring it back on the same port and directory. Thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String LOG_SETTINGS = "io/fedlog/embedded/logback-broker.xml";

  private final Path dataDir;
  private final Map<String, String> properties;
  private final int port;
  private Process process;

  private BrokerProcess(Path dataDir, int port, Map<String, String> properties) {
    this.dataDir = dataDir;
    this.properties = Map.copyOf(properties);
    this.process = launch(port);
    this.port = awaitReady(process);
  }

  /**
   * Starts a broker on a free port.
   *
   * @param dataDir the directory to keep, made if absent
   * @param properties broker properties, laid over the defaults
   * @throws BrokerStartException if the child does not come up
   */
  public static BrokerProcess start(Path dataDir, Map<String, String> properties) {
    return new BrokerProcess(dataDir, 0, properties);
  }

  public String bootstrapServers() {
    return LoopbackSockets.HOST + ":" + port;
  }

  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** Ends the process at once, without any shutdown (SIGKILL), and waits until it is gone. */
  public synchronized void kill() {
    process.destroyForcibly();
    awaitEnd(process);
  }

  /**
   * Brings the broker back on the same port and directory, stopping it first if it runs.
   *
   * @throws BrokerStartException if the child does not come up
   */
  public synchronized void restart() {
    stop();
    process = launch(port);
    int unused = awaitReady(process);
  }

  /** Stops in an orderly manner, and by force after 20 seconds. The directory stays. */
  @Override
  public synchronized void close() {
    stop();
  }

  private void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The process is gone already, which is what was wanted.
    }
    awaitEnd(process);
  }

  private Process launch(int portToUse) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:TieredStopAtLevel=1");
    if (Runtime.version().feature() >= 24) {
      // Kafka unmaps its files through it, and newer Java warns of every such class.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dlogback.configurationFile=" + LOG_SETTINGS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BrokerMain.class.getName());
    command.add(dataDir.toString());
    command.add(String.valueOf(portToUse));
    properties.forEach((name, value) -> command.add(name + "=" + value));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM for the broker", e);
    }
  }

  /** Reads until the child says it is ready; returns its port. */
  private static int awaitReady(Process child) {
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread reader = new Thread(() -> readAll(child, said), "fedlog-broker-output");
    reader.setDaemon(true);
    reader.start();
    try {
      String line = said.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    } catch (TimeoutException e) {
      child.destroyForcibly();
      throw new BrokerStartException(
          "The broker's process was not ready within %d s.".formatted(START_LIMIT.toSeconds()), e);
    } catch (ExecutionException e) {
      child.destroyForcibly();
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new BrokerStartException(String.valueOf(reason.getMessage()), e);
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BrokerStartException("Interrupted while the broker's process started.", e);
    }
  }

  /** Keeps reading for the child's whole life: a full pipe would block it. */
  private static void readAll(Process child, CompletableFuture<String> said) {
    String lastLine = null;
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastLine = line;
        if (line.startsWith(BrokerMain.READY)) {
          said.complete(line);
        } else if (line.startsWith(BrokerMain.FAILED)) {
          said.completeExceptionally(new IOException(line.substring(BrokerMain.FAILED.length())));
        }
      }
    } catch (IOException e) {
      said.completeExceptionally(e);
    }
    said.completeExceptionally(new IOException(endedBeforeReady(lastLine)));
  }

  private static String endedBeforeReady(@Nullable String lastLine) {
    return "The broker's process ended before it was ready; its last line was: " + lastLine;
  }

  private static void awaitEnd(Process child) {
    try {
      if (!child.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        child.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
