package io.fedlog.benchmarks.system;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Deletes a directory with all that is in it. */
final class Folder {
  /** Processes that still write are being killed meanwhile. */
  private static final int TRIES = 50;

  private static final Duration REST = Duration.ofMillis(100);

  private Folder() {}

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (Files.exists(file)) {
              throw failure;
            }
            return FileVisitResult.CONTINUE; // somebody else deleted it
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Begins anew where a process that is about to end makes another file meanwhile. */
  static void deleteInSpiteOfWriters(Path directory) {
    for (int i = 0; i < TRIES && Files.exists(directory); i++) {
      try {
        delete(directory);
      } catch (IOException e) {
        rest();
      }
    }
  }

  private static void rest() {
    try {
      Waiting.rest(REST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
