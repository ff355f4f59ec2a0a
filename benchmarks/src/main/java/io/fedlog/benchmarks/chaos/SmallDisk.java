package io.fedlog.benchmarks.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory with little room that can be filled: a file system in memory, mounted there. Without
 * the right to mount it is an ordinary directory that is never filled.
 */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "96m";
  private static final String FILLER = "filler";

  private final Path directory;
  private final boolean mounted;
  private final Thread hook = new Thread(this::unmount, "unmount");

  SmallDisk(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "fedlog-chaos", directory.toString());
    if (mounted) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** Whether it can be filled. */
  boolean isSmall() {
    return mounted;
  }

  /** Takes all the room that is left. */
  void fill() throws IOException {
    byte[] block = new byte[64 << 10];
    try (OutputStream filler = Files.newOutputStream(directory.resolve(FILLER))) {
      while (true) {
        filler.write(block);
      }
    } catch (IOException e) {
      if (!Files.exists(directory.resolve(FILLER))) {
        throw e;
      }
      // No space is left, which is what was wanted.
    }
  }

  /** Gives the room back. */
  void empty() throws IOException {
    Files.deleteIfExists(directory.resolve(FILLER));
  }

  @Override
  public void close() {
    if (mounted) {
      unmount();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void unmount() {
    try {
      boolean unused = run("umount", "-l", directory.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such command here
    }
  }
}
