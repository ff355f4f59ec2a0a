package io.fedlog.standalone.cli;

import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A password from a file or from standard input, never from an argument: other people on the
 * machine see arguments.
 */
final class PasswordInput {

  private static final int MOST_BYTES = 1024;

  private final InputStream standardInput;

  PasswordInput(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /**
   * The first line, without its end. Whoever gets it overwrites it after use.
   *
   * @param file null for standard input
   * @throws UnusableException when there is no such line
   */
  char[] read(@Nullable Path file) {
    try {
      if (file == null) {
        return firstLine(standardInput);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return firstLine(in);
      }
    } catch (CharacterCodingException e) {
      throw unusable("it is not UTF-8", e);
    } catch (IOException e) {
      throw unusable(file == null ? "standard input" : "no readable file at " + file, e);
    }
  }

  private static char[] firstLine(InputStream in) throws IOException {
    byte[] bytes = new byte[MOST_BYTES];
    int length = 0;
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (length == MOST_BYTES) {
        throw unusable("its first line has more than " + MOST_BYTES + " bytes", null);
      }
      bytes[length++] = (byte) next;
      next = in.read();
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    if (length == 0) {
      throw unusable("its first line is empty", null);
    }
    CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
    char[] password = Arrays.copyOfRange(text.array(), text.position(), text.limit());
    Arrays.fill(text.array(), '\0');
    Arrays.fill(bytes, (byte) 0);
    return password;
  }

  private static UnusableException unusable(String why, @Nullable Throwable cause) {
    return new UnusableException(
        "The password cannot be read: "
            + why
            + ". Expected it as the first line of standard input,"
            + " or of the file that --password-file names.",
        cause);
  }
}
