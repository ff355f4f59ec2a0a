package io.fedlog.agent.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one run. A store has those of one run at most: they go when it succeeds, and stay to
 * be looked at when it fails, until the store's next run. Each run has a folder of its own, which
 * nobody else may read, so that a program left over from an earlier life writes into none of ours.
 */
final class RunFolder {

  private static final int LONGEST_NAME = 80;

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a folder for a run and removes those of earlier ones.
   *
   * @param root the store's folder for runs
   * @param name what the run is for, such as a round's id
   */
  static RunFolder open(Path root, String name) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> earlier = Files.list(root)) {
      for (Path each : earlier.toList()) {
        remove(each);
      }
    }
    String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
    String prefix = safe.substring(0, Math.min(safe.length(), LONGEST_NAME)) + "-";
    return new RunFolder(Files.createTempDirectory(root.toAbsolutePath(), prefix));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** The run succeeded: nobody needs its files. */
  void close() throws IOException {
    remove(folder);
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private static void remove(Path tree) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(tree)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      boolean unused = Files.deleteIfExists(file);
    }
  }
}
