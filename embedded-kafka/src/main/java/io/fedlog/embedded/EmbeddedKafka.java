package io.fedlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One real single-node Kafka broker (KRaft, broker and controller in one) in this JVM.
 *
 * <p>It listens on loopback only, in plain text unless properties say otherwise, and creates no
 * topic by itself. With a data directory it keeps its log and cluster id from one run to the next;
 * without one it works in a temporary directory that {@link #close} deletes. {@link #stop} and
 * {@link #start} take it away and bring it back on the same port, for tests of clients that lose
 * their broker. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Pattern SCRAM_SEPARATORS = Pattern.compile("[,=\\[\\]\"]");

  private final DataDirectory directory;
  private final boolean temporary;
  private final Map<String, String> extra;
  private final List<String> scramUsers;
  private final ClusterMember member;
  private final int port;
  private @Nullable RunningBroker running;
  private boolean closed;

  private EmbeddedKafka(Builder builder) {
    this.temporary = builder.dataDir == null;
    this.directory =
        DataDirectory.open(
            builder.dataDir == null ? temporaryFolder() : builder.dataDir,
            builder.member.clusterId());
    this.member = builder.member;
    this.extra = Map.copyOf(builder.extra);
    this.scramUsers = List.copyOf(builder.scramUsers);
    try {
      this.running = RunningBroker.start(directory, builder.port, member, extra, scramUsers);
      this.port = running.port();
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /** A broker on a free port in a temporary directory. */
  public static EmbeddedKafka start(Path dataDir) {
    return builder().dataDir(dataDir).start();
  }

  /** Starts with every default: a free port, a temporary directory. */
  public static EmbeddedKafka startTemporary() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** {@code host:port}, the same for the life of this object. */
  public String bootstrapServers() {
    return LoopbackSockets.HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /** The directory that holds the log and the layout marker. */
  public Path dataDir() {
    return directory.root();
  }

  public String clusterId() {
    return directory.clusterId();
  }

  /** The fault from which the broker cannot go on, if there was one. */
  public synchronized Optional<Throwable> failure() {
    return running == null ? Optional.empty() : running.faults().fatal();
  }

  /** Takes the broker away in an orderly manner; does nothing if it is away. */
  public synchronized void stop() {
    if (running != null) {
      running.stop(STOP_LIMIT);
      running = null;
    }
  }

  /**
   * Brings the broker back on its port and log; does nothing if it runs.
   *
   * @throws BrokerStartException if the port has been taken meanwhile
   * @throws IllegalStateException if this object was closed
   */
  public synchronized void start() {
    if (closed) {
      throw new IllegalStateException("This broker was closed; build another one.");
    }
    if (running == null) {
      running = RunningBroker.start(directory, port, member, extra, scramUsers);
    }
  }

  /** {@link #stop} and {@link #start}. */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Stops, within 20 seconds, and deletes a temporary directory. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    release();
  }

  private void release() {
    directory.close();
    if (temporary) {
      TemporaryFolder.delete(directory.root());
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("fedlog-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary directory for the broker", e);
    }
  }

  /** What may be chosen before the broker starts. */
  public static final class Builder {
    private final Map<String, String> extra = new HashMap<>();
    private final List<String> scramUsers = new ArrayList<>();
    private @Nullable Path dataDir;
    private ClusterMember member = ClusterMember.ALONE;
    private int port;

    private Builder() {}

    /** A directory to keep; made if absent. Without it the broker works in a temporary one. */
    public Builder dataDir(Path dataDir) {
      this.dataDir = dataDir;
      return this;
    }

    /**
     * The port for clients.
     *
     * @param port 1 to 65535, or 0 for any free port (the default)
     * @throws IllegalArgumentException if it is no port number
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(
            "port is " + port + "; expected 0 (any free port) to 65535");
      }
      this.port = port;
      return this;
    }

    /** Makes it one node of a cluster; it takes requests once most of the others are there. */
    Builder member(ClusterMember member) {
      this.member = member;
      return this;
    }

    /** A Kafka broker property, laid over the defaults. */
    public Builder property(String name, String value) {
      extra.put(name, value);
      return this;
    }

    /**
     * A user who may log in with SCRAM-SHA-512, known from the first start on; a directory that was
     * used before keeps the users it has.
     *
     * @throws IllegalArgumentException if the name or the password could end the other
     */
    public Builder scramUser(String name, String password) {
      if (SCRAM_SEPARATORS.matcher(name + password).find()) {
        throw new IllegalArgumentException(
            "a name or password of a SCRAM user has one of , = [ ] \"; expected others");
      }
      scramUsers.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(name, password));
      return this;
    }

    /**
     * Starts the broker; it takes requests when this returns.
     *
     * @throws BrokerStartException if the directory or the port cannot be used
     */
    public EmbeddedKafka start() {
      return new EmbeddedKafka(this);
    }
  }
}
