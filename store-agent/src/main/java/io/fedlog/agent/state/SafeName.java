package io.fedlog.agent.state;

import io.fedlog.learning.digest.TreeHash;
import java.nio.charset.StandardCharsets;

/** Turns any name into one that every file system takes; different names stay different. */
final class SafeName {

  private static final int LONGEST = 100;

  private SafeName() {}

  /** Keeps lower-case letters, digits, '-' and '_'; every other byte becomes %XX. */
  static String of(String name) {
    StringBuilder safe = new StringBuilder();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      if (plain) {
        safe.append(c);
      } else {
        // Capitals too: some file systems do not tell them from small letters.
        safe.append(String.format("%%%02x", (int) c));
      }
    }
    if (safe.length() <= LONGEST) {
      return safe.toString();
    }
    return safe.substring(0, LONGEST - 33)
        + "~"
        + TreeHash.hex(TreeHash.of(bytes)).substring(0, 32);
  }
}
