package io.fedlog.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The folder that outlives a broker: the log in {@code kafka/}, and beside it a marker file that
 * says which layout the folder has and which cluster it belongs to.
 *
 * <p>One process at a time holds a folder; the lock goes with the process, so a killed process
 * leaves nothing to clean up. Not thread-safe.
 */
final class DataDirectory implements AutoCloseable {
  /** The layout this code reads and writes; raised when an older folder could not be read. */
  static final int LAYOUT_VERSION = 1;

  static final String MARKER_FILE = "fedlog-data.properties";
  private static final String LOCK_FILE = "fedlog-data.lock";
  private static final String LOG_FOLDER = "kafka";
  private static final String LAYOUT_KEY = "layout.version";
  private static final String CLUSTER_KEY = "cluster.id";

  private final Path root;
  private final String clusterId;
  private final FileChannel lockFile;

  private DataDirectory(Path root, String clusterId, FileChannel lockFile) {
    this.root = root;
    this.clusterId = clusterId;
    this.lockFile = lockFile;
  }

  /** Opens the folder, making it on first use with a cluster id of its own. */
  static DataDirectory open(Path folder) {
    return open(folder, null);
  }

  /**
   * Opens the folder, making it on first use.
   *
   * @param newClusterId the cluster that a new folder belongs to; null for one of its own
   * @throws BrokerStartException if the folder has another layout, belongs to something else, is
   *     held by another process, or cannot be written
   */
  static DataDirectory open(Path folder, @Nullable String newClusterId) {
    Path root = folder.toAbsolutePath().normalize();
    FileChannel lockFile = null;
    try {
      Files.createDirectories(root);
      lockFile = lock(root);
      DataDirectory opened =
          new DataDirectory(root, readOrWriteMarker(root, newClusterId), lockFile);
      lockFile = null;
      return opened;
    } catch (IOException e) {
      throw new BrokerStartException(
          "Cannot use the data directory %s: %s. Give a directory that this user may write."
              .formatted(root, e),
          e);
    } finally {
      closeQuietly(lockFile);
    }
  }

  Path root() {
    return root;
  }

  /** Where the broker keeps its log. */
  Path logFolder() {
    return root.resolve(LOG_FOLDER);
  }

  /** The Kafka cluster id that this folder was made with. */
  String clusterId() {
    return clusterId;
  }

  @Override
  public void close() {
    closeQuietly(lockFile);
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel = FileChannel.open(root.resolve(LOCK_FILE), CREATE, WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by another broker of this JVM: the same answer as for another process.
    }
    if (lock == null) {
      channel.close();
      throw new BrokerStartException(
          "The data directory %s is in use by another running Fedlog. Stop that one, or give another directory."
              .formatted(root));
    }
    return channel;
  }

  private static String readOrWriteMarker(Path root, @Nullable String newClusterId)
      throws IOException {
    Path marker = root.resolve(MARKER_FILE);
    if (Files.exists(marker)) {
      return readMarker(root, marker);
    }
    if (Files.exists(root.resolve(LOG_FOLDER))) {
      throw new BrokerStartException(
          "The directory %s has a folder %s but no %s, so it was not made by Fedlog. Give an empty directory."
              .formatted(root, LOG_FOLDER, MARKER_FILE));
    }
    String clusterId = newClusterId == null ? Uuid.randomUuid().toString() : newClusterId;
    writeMarker(marker, clusterId);
    return clusterId;
  }

  private static String readMarker(Path root, Path marker) throws IOException {
    Properties found = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(marker)) {
      found.load(reader);
    }
    String layout = found.getProperty(LAYOUT_KEY);
    if (!String.valueOf(LAYOUT_VERSION).equals(layout)) {
      throw new BrokerStartException(
          ("The data directory %s has layout version %s, but this Fedlog reads version %d. Run the Fedlog that wrote"
                  + " it, or give another directory.")
              .formatted(root, layout == null ? "(none)" : layout, LAYOUT_VERSION));
    }
    String clusterId = found.getProperty(CLUSTER_KEY, "");
    if (clusterId.isBlank()) {
      throw new BrokerStartException(
          "The file %s has no %s, so it is damaged. Restore it from a copy, or give another directory."
              .formatted(marker, CLUSTER_KEY));
    }
    return clusterId;
  }

  /** Written aside and moved into place, so that a kill leaves either no marker or a whole one. */
  private static void writeMarker(Path marker, String clusterId) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(LAYOUT_KEY, String.valueOf(LAYOUT_VERSION));
    properties.setProperty(CLUSTER_KEY, clusterId);
    Path aside = marker.resolveSibling(MARKER_FILE + ".new");
    try (BufferedWriter writer = Files.newBufferedWriter(aside)) {
      properties.store(writer, "Made by Fedlog; do not edit");
    }
    try {
      Files.move(aside, marker, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(aside, marker);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
