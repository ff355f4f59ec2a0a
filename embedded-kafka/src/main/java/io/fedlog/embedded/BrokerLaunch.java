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
 * How the JVM of a {@link BrokerProcess} is started, each time anew.
 *
 * @param dataDir the directory it keeps
 * @param jvmOptions such as -Xmx512m
 * @param log where its errors are appended; null for this process's standard error
 * @param properties broker properties, laid over the defaults
 */
record BrokerLaunch(
    Path dataDir,
    ClusterMember member,
    List<String> jvmOptions,
    @Nullable Path log,
    Map<String, String> properties) {
  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final String LOG_SETTINGS = "io/fedlog/embedded/logback-broker.xml";

  /** Soon up and soon warm, which is what tests want; an operator's broker compiles fully. */
  private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

  BrokerLaunch {
    jvmOptions = List.copyOf(jvmOptions);
    properties = Map.copyOf(properties);
  }

  /** The options of a broker for tests, with so large a heap. */
  static List<String> forTests(String heap) {
    return List.of(heap, ONE_COMPILER);
  }

  /**
   * Starts the JVM and returns at once.
   *
   * @param port port for clients, 0 for any free one
   */
  Process start(int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    if (member.brokers() > 1) {
      command.add("-XX:+UseSerialGC"); // several brokers share the cores
    }
    if (Runtime.version().feature() >= 24) {
      // Kafka unmaps its files through it, and newer Java warns of every such class.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dlogback.configurationFile=" + LOG_SETTINGS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BrokerMain.class.getName());
    command.add(dataDir.toString());
    command.add(String.valueOf(port));
    command.add(member.text());
    properties.forEach((name, value) -> command.add(name + "=" + value));
    ProcessBuilder.Redirect errors =
        log == null
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.appendTo(log.toFile());
    try {
      return new ProcessBuilder(command).redirectError(errors).start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM for the broker", e);
    }
  }

  /** Reads until the child says it is ready; returns its port. */
  static int awaitReady(Process child) {
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
}
