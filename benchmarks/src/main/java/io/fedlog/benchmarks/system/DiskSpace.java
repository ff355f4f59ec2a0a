package io.fedlog.benchmarks.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for room before gigabytes are written. */
public final class DiskSpace {
  private DiskSpace() {}

  /**
   * @throws IllegalStateException saying where, how much there is and how much is needed
   */
  public static void require(long bytes) throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IllegalStateException(
          "%s has %.1f GB free, and this benchmark writes up to %.1f GB there. Free some, point"
                  .formatted(folder, free / 1e9, bytes / 1e9)
              + " -Djava.io.tmpdir elsewhere, or measure something smaller.");
    }
  }
}
