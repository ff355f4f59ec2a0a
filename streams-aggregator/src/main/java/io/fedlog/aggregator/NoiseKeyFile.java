package io.fedlog.aggregator;

import io.fedlog.learning.noise.NoiseKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of the secret that central noise is drawn from: 32 bytes as they are, or as 64 hex
 * digits with or without a line's end. Whoever reads it can take the noise off again.
 */
public final class NoiseKeyFile {
  private static final int MOST_BYTES = 1024;

  private NoiseKeyFile() {}

  /**
   * The secret in a file.
   *
   * @throws IllegalArgumentException when the file cannot be read or holds no secret; nothing of
   *     its content is told
   */
  public static NoiseKey read(Path file) {
    byte[] content;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw bad(file, "has " + Files.size(file) + " bytes", null);
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw bad(file, "cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
    if (content.length == NoiseKey.BYTES) {
      return new NoiseKey(content);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (text.length() != 2 * NoiseKey.BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
      throw bad(file, "has " + content.length + " bytes, which are no such secret", null);
    }
    return new NoiseKey(HexFormat.of().parseHex(text));
  }

  /**
   * Makes a secret in a file that only its owner can read, unless there is one.
   *
   * @return the file
   * @throws UncheckedIOException when the file cannot be made
   */
  public static Path ensure(Path file, SecureRandom random) {
    byte[] secret = new byte[NoiseKey.BYTES];
    random.nextBytes(secret);
    try {
      if (!Files.exists(file)) {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path made = Files.createTempFile(folder, ".noise", ".key", ownerOnly(folder));
        try {
          Files.writeString(made, HexFormat.of().formatHex(secret) + "\n");
          Files.createLink(file, made); // whole at once, and never in place of another
        } finally {
          Files.deleteIfExists(made);
        }
      }
    } catch (FileAlreadyExistsException e) {
      return file; // another process was first
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the noise key " + file, e);
    }
    return file;
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static IllegalArgumentException bad(Path file, String what, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "FL_NOISE_KEY_FILE: %s %s; expected 32 bytes from a cryptographic generator, as they are or as 64 hex digits (head -c 32 /dev/urandom > %s)"
            .formatted(file, what, file),
        cause);
  }
}
