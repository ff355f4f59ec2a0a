package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.system.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A service of the installation in a JVM of its own that is small and ends with this one. */
final class ServiceVictim implements Victim {
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

  private final Role role;
  private final String name;
  private final String mainClass;
  private final String heap;
  private final Map<String, String> environment;
  private final Path output;
  private final Path state;
  private final String[] arguments;
  private JavaProcess process;
  private long startedAt;
  private boolean up;
  private boolean fallen;

  /**
   * Starts it.
   *
   * @param output what it says is appended here
   * @param state its state directory, which may be a mount point: only what is in it is deleted
   */
  ServiceVictim(
      Role role,
      String name,
      String mainClass,
      String heap,
      Map<String, String> environment,
      Path output,
      Path state,
      String... arguments) {
    this.role = role;
    this.name = name;
    this.mainClass = mainClass;
    this.heap = heap;
    this.environment = Map.copyOf(environment);
    this.output = output;
    this.state = state;
    this.arguments = arguments.clone();
    this.process = launch();
  }

  private JavaProcess launch() {
    try {
      startedAt = Files.exists(output) ? Files.size(output) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    up = true;
    return JavaProcess.start(name, mainClass, heap, environment, SMALL, output, arguments);
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized boolean isUp() {
    return up && process.isAlive();
  }

  /** What the supervisor of a real installation does with a process that has given up. */
  synchronized boolean startIfRefused() {
    if (up && !process.isAlive() && OwnWord.refusesItsDisk(saidSinceStart())) {
      process = launch();
      return true;
    }
    return false;
  }

  @Override
  public synchronized boolean hasFallen() {
    fallen |= up && !process.isAlive() && !OwnWord.refusesItsDisk(saidSinceStart());
    return fallen;
  }

  /** What it has said since it was last started. */
  synchronized String saidSinceStart() {
    try {
      byte[] all = Files.readAllBytes(output);
      int from = (int) Math.min(startedAt, all.length);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void kill() throws InterruptedException {
    boolean unused = hasFallen(); // noted before the kill hides it
    up = false;
    process.kill();
  }

  @Override
  public synchronized void start() {
    if (!up) {
      process = launch();
    }
  }

  @Override
  public synchronized void pause(Duration atMost) throws InterruptedException {
    up = false;
    process.pause();
    long pid = process.pid();
    try {
      var unused =
          new ProcessBuilder("sh", "-c", "sleep " + atMost.toSeconds() + "; kill -CONT " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run sh", e);
    }
  }

  @Override
  public synchronized void resume() throws InterruptedException {
    process.resume();
    up = true;
  }

  @Override
  public synchronized void loseState() {
    if (!Files.isDirectory(state)) {
      return;
    }
    try (Stream<Path> all = Files.walk(state)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(state)) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + state, e);
    }
  }
}
