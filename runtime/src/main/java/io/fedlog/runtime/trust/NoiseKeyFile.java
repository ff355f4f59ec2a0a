package io.fedlog.runtime.trust;

import io.fedlog.learning.noise.NoiseKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret that noise is drawn from, in a file that only its owner can read: 32 random bytes as
 * they are, or as 64 hex digits in a line.
 */
public final class NoiseKeyFile {
  private static final int MOST_BYTES = 256;

  private NoiseKeyFile() {}

  /**
   * The key in the file; when there is no file, a new key that the file then holds.
   *
   * @throws NoiseKeyException when the file cannot be used
   */
  public static NoiseKey openOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] secret = new byte[NoiseKey.BYTES];
        new SecureRandom().nextBytes(secret);
        String line = HexFormat.of().formatHex(secret) + "\n";
        SecretFile.create(file, line.getBytes(StandardCharsets.US_ASCII), Files::createLink);
      }
    } catch (IOException e) {
      throw new NoiseKeyException(
          "The noise key %s cannot be made (%s). Give a folder that this user may write."
              .formatted(file, e),
          e);
    }
    return read(file);
  }

  /**
   * The key in the file.
   *
   * @throws NoiseKeyException when there is none, or when the file cannot be used
   */
  public static NoiseKey read(Path file) {
    try {
      String wide = SecretFile.tooWide(file);
      if (wide != null) {
        throw new NoiseKeyException(
            "The noise key %s can be read or changed by others (%s); expected rw-------. Run chmod 600 on it; if somebody may have read it, noise drawn from it hides nothing from them."
                .formatted(file, wide));
      }
      if (Files.size(file) > MOST_BYTES) {
        throw damaged(file);
      }
      byte[] content = Files.readAllBytes(file);
      return new NoiseKey(content.length == NoiseKey.BYTES ? content : ofHex(content));
    } catch (IOException e) {
      throw new NoiseKeyException(
          "The noise key %s cannot be read (%s). Make one: head -c 32 /dev/urandom > FILE, chmod 600 FILE; all instances need the same."
              .formatted(file, e),
          e);
    } catch (IllegalArgumentException e) {
      throw e instanceof NoiseKeyException known
          ? known
          : damaged(file); // whose cause could quote it
    }
  }

  private static byte[] ofHex(byte[] content) {
    return HexFormat.of().parseHex(new String(content, StandardCharsets.US_ASCII).strip());
  }

  private static NoiseKeyException damaged(Path file) {
    return new NoiseKeyException(
        "The noise key %s is not what was expected: 32 random bytes, or 64 hex digits. Restore it from a copy: with another key versions cannot be made again, and noise that was drawn would be drawn anew."
            .formatted(file));
  }
}
