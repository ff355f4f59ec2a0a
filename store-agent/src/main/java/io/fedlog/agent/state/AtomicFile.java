package io.fedlog.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a file so that a crash leaves either what it held before or what it holds now. */
final class AtomicFile {

  private static final Set<OpenOption> FRESH =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private AtomicFile() {}

  /** Writes beside the target, then renames. One writer a target at a time. */
  static void write(Path target, byte[] content, Durability durability) throws IOException {
    write(target, content, durability, NO_ATTRIBUTES);
  }

  /**
   * The same with a file that nobody but its owner may read, where the file system knows owners.
   */
  static void writeSecret(Path target, byte[] content, Durability durability) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    write(target, content, durability, posix ? OWNER_ONLY : NO_ATTRIBUTES);
  }

  private static void write(
      Path target, byte[] content, Durability durability, FileAttribute<?>[] attributes)
      throws IOException {
    boolean force = durability == Durability.POWER_LOST;
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("expected a file in a folder, got " + target);
    }
    Path fresh = folder.resolve(target.getFileName() + ".new");
    boolean unused = Files.deleteIfExists(fresh); // it may have been made with other permissions
    try (FileChannel channel = FileChannel.open(fresh, FRESH, attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (force) {
        channel.force(true);
      }
    }
    rename(fresh, target, durability);
  }

  /** Gives a file another name in its folder, in place of one of that name. */
  static void rename(Path file, Path target, Durability durability) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = target.toAbsolutePath().getParent();
    if (durability == Durability.POWER_LOST && folder != null) {
      forceFolder(folder);
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
