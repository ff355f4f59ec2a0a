package io.fedlog.agent.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one run. A store has those of one run at most: they go when it succeeds, and stay to
 * be looked at when it fails, until the store's next run. Each run has a folder of its own, which
 * nobody else may read, so that a program left over from an earlier life writes into none of ours,
 * and files that cannot be removed are in nobody's way.
 */
final class RunFolder {

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final int LONGEST_NAME = 80;

  /** Takes one file or empty folder away. */
  @FunctionalInterface
  interface Removal {
    void remove(Path file) throws IOException;
  }

  private final Path folder;
  private final Removal removal;

  private RunFolder(Path folder, Removal removal) {
    this.folder = folder;
    this.removal = removal;
  }

  /**
   * Makes a folder for a run and removes those of earlier ones; one that cannot be removed is a
   * warning.
   *
   * @param root the store's folder for runs
   * @param name what the run is for, such as a round's id
   */
  static RunFolder open(Path root, String name) throws IOException {
    return open(root, name, Files::deleteIfExists);
  }

  static RunFolder open(Path root, String name, Removal removal) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> earlier = Files.list(root)) {
      earlier.toList().forEach(each -> remove(each, removal));
    }
    String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
    String prefix = safe.substring(0, Math.min(safe.length(), LONGEST_NAME)) + "-";
    return new RunFolder(Files.createTempDirectory(root.toAbsolutePath(), prefix), removal);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * The run succeeded: nobody needs its files. What it made is in hand, whatever becomes of them.
   */
  void close() {
    remove(folder, removal);
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private static void remove(Path tree, Removal removal) {
    IOException first = null;
    try (Stream<Path> walk = Files.walk(tree)) {
      List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        try {
          removal.remove(file);
        } catch (IOException e) {
          first = first == null ? e : first;
        }
      }
    } catch (IOException e) {
      first = e;
    } catch (UncheckedIOException e) {
      first = e.getCause();
    }
    if (first != null) {
      LOG.warn(
          "Files of a trainer's run cannot be removed; remove them by hand folder={} reason={}",
          tree,
          first.toString());
    }
  }
}
