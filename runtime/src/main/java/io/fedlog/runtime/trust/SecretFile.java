package io.fedlog.runtime.trust;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file with a secret: made once whoever comes at the same time, and for its owner alone. */
final class SecretFile {
  private static final Set<PosixFilePermission> TOO_WIDE =
      EnumSet.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

  private SecretFile() {}

  /** Puts a second name beside a file's first, if the file system can. */
  interface Linking {
    void link(Path name, Path file) throws IOException;
  }

  /** Written aside and linked into place: whoever comes second uses the secret of the first. */
  static void create(Path file, byte[] content, Linking linking) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("it is no file in a folder");
    }
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "secret", ".new"); // for its owner alone
    try {
      write(fresh, content);
      publish(fresh, file, linking);
      force(folder);
    } catch (FileAlreadyExistsException e) {
      // Another process has just made one.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Its permissions when others than its owner can read or change it; null when they cannot. */
  static @Nullable String tooWide(Path file) throws IOException {
    if (!isPosix(file)) {
      return null;
    }
    Set<PosixFilePermission> all = Files.getPosixFilePermissions(file);
    return TOO_WIDE.stream().anyMatch(all::contains) ? PosixFilePermissions.toString(all) : null;
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // a secret that is used and then lost cannot be had again
    }
  }

  private static void publish(Path fresh, Path file, Linking linking) throws IOException {
    try {
      linking.link(file, fresh);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(fresh, file); // the file system has no links
    }
  }

  /** The file's name is to outlast a crash too; elsewhere than on POSIX nobody can say so. */
  private static void force(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
