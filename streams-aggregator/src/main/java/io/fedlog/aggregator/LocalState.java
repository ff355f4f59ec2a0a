package io.fedlog.aggregator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state stores' files, as far as a former process left them fit for use. Those of a process
 * that was killed are not: with exactly-once semantics Kafka Streams opens each of them twice,
 * finds that it may hold what was never committed, deletes it, and joins the group again. Deleted
 * beforehand they cost nothing, and are restored from their changelogs all the same.
 */
final class LocalState {
  private static final Logger log = LoggerFactory.getLogger(LocalState.class);

  /** There while no process runs, if the last one ended in order. */
  private static final String MARK = "closed-in-order";

  private static final String LOCK = ".lock"; // Kafka Streams 4.3's, of all the stores
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

  private final Path folder;

  LocalState(Path stateDir, String applicationId) {
    this.folder = stateDir.resolve(applicationId);
  }

  /**
   * Deletes what is of no use. To be called before Kafka Streams starts.
   *
   * @return false when the process before this one did not end in order
   */
  boolean begin() {
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return true; // somebody runs on it: Kafka Streams refuses to, and says so
        }
        if (Files.deleteIfExists(folder.resolve(MARK))) {
          return true;
        }
        deleteTasks();
        return false;
      }
    } catch (OverlappingFileLockException e) {
      log.debug("{} is in use in this process", folder);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot clear FL_STATE_DIR (" + folder + "): " + e.getMessage(), e);
    }
  }

  /** Says that the stores were closed in order, and may be used again. */
  void end() {
    try {
      Files.writeString(folder.resolve(MARK), "");
    } catch (IOException e) { // then they are restored
      log.debug("{} is not marked as closed", folder, e);
    }
  }

  private void deleteTasks() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> tasks =
          entries.filter(entry -> TASK.matcher(entry.getFileName().toString()).matches()).toList();
      for (Path task : tasks) {
        delete(task);
      }
    }
  }

  private static void delete(Path task) throws IOException {
    try (Stream<Path> inside = Files.walk(task)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
