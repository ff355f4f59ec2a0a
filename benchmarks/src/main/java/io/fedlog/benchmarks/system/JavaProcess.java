package io.fedlog.benchmarks.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own on this one's class path, which can be measured, paused, and killed as a power
 * cut would. It ends with this JVM, however that ends.
 */
public final class JavaProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 30;

  private final String name;
  private final Process process;
  private final Thread hook;

  private JavaProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one.
   *
   * @param mainClass the name of a class with a {@code main}, public or not
   * @param heap as in {@code -Xmx}, such as "512m"
   * @param environment added to this process's
   * @param jvmOptions further options of the JVM
   * @param output what it says is appended here
   */
  public static JavaProcess start(
      String name,
      String mainClass,
      String heap,
      Map<String, String> environment,
      List<String> jvmOptions,
      Path output,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-XX:+ExitOnOutOfMemoryError");
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Guarded.class.getName());
    command.add(mainClass);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      return new JavaProcess(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM for " + name, e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    forgetHook();
  }

  /** SIGSTOP: it stands still and holds whatever it holds. */
  public void pause() throws InterruptedException {
    signal("STOP");
  }

  /** SIGCONT after {@link #pause}. */
  public void resume() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws InterruptedException {
    try {
      int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -" + signal + " of " + name + " ended " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run kill", e);
    }
  }

  /** Most memory it has had resident, in bytes; empty where there is no /proc. */
  public OptionalLong peakResidentBytes() {
    Path status = Path.of("/proc", Long.toString(pid()), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /** Asks it to end, and insists after half a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    forgetHook();
  }

  private void forgetHook() {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending and runs the hook itself.
    }
  }
}
