package io.fedlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The broker of {@link EmbeddedKafka} in a JVM of its own, so that a test can kill it as a power
 * cut would and bring it back on the same port and directory. It ends when this JVM does.
 * Thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final BrokerLaunch launch;
  private final int port;
  private Process process;

  private BrokerProcess(BrokerLaunch launch, Process process, int port) {
    this.launch = launch;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a broker on a free port.
   *
   * @param dataDir the directory to keep, made if absent
   * @param properties broker properties, laid over the defaults
   * @throws BrokerStartException if the child does not come up
   */
  public static BrokerProcess start(Path dataDir, Map<String, String> properties) {
    return start(dataDir, BrokerLaunch.forTests("-Xmx512m"), properties);
  }

  /**
   * Starts a broker on a free port, its JVM as an operator would have it.
   *
   * @param dataDir the directory to keep, made if absent
   * @param jvmOptions such as -Xmx1g; without any the JVM chooses
   * @param properties broker properties, laid over the defaults
   * @throws BrokerStartException if the child does not come up
   */
  public static BrokerProcess start(
      Path dataDir, List<String> jvmOptions, Map<String, String> properties) {
    BrokerLaunch launch =
        new BrokerLaunch(dataDir, ClusterMember.ALONE, jvmOptions, null, properties);
    Process process = launch.start(0);
    return new BrokerProcess(launch, process, BrokerLaunch.awaitReady(process));
  }

  /** Starts one node of a cluster; it is ready only when most of its nodes are there. */
  static BrokerProcess begin(BrokerLaunch launch, int port) {
    return new BrokerProcess(launch, launch.start(port), port);
  }

  /** Waits until a broker that was begun takes requests. */
  synchronized void awaitReady() {
    int unused = BrokerLaunch.awaitReady(process);
  }

  public String bootstrapServers() {
    return LoopbackSockets.HOST + ":" + port;
  }

  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** The id of the process that runs, or ran last. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Ends the process at once, without any shutdown (SIGKILL), and waits until it is gone. */
  public synchronized void kill() {
    process.destroyForcibly();
    awaitEnd(process);
  }

  /**
   * Stops the process where it is (SIGSTOP), until {@link #resume} or the limit.
   *
   * @param limit after which it goes on by itself, so that no paused process is left behind
   */
  public synchronized void pause(Duration limit) {
    long pid = process.pid();
    signal("kill -STOP " + pid + "; (sleep " + limit.toSeconds() + "; kill -CONT " + pid + ") &");
  }

  /** Lets a paused process go on (SIGCONT). */
  public synchronized void resume() {
    signal("kill -CONT " + process.pid());
  }

  /**
   * Brings the broker back on the same port and directory, stopping it first if it runs.
   *
   * @throws BrokerStartException if the child does not come up
   */
  public synchronized void restart() {
    stop();
    process = launch.start(port);
    awaitReady();
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

  private static void signal(String command) {
    try {
      int unused =
          new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot signal the broker's process", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
