package io.fedlog.agent.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * SHA-256 of a row's line (UTF-8, without the line terminator), by which anybody can repeat a
 * split.
 */
final class RowHash {
  private static final int PREFIX = 8;
  private static final int ONE_IN = 5;

  private RowHash() {}

  /** 64 lower-case hex digits. */
  static String of(String line) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * SHA-256 over rows' hashes in sorted order: the same rows give the same, in whatever order a
   * file holds them.
   */
  static String ofAll(Collection<String> hashes) {
    return of(hashes.stream().sorted().collect(Collectors.joining("\n")));
  }

  /** Whether the first 8 hex digits are divisible by 5. */
  static boolean isTestRow(String hash) {
    return Long.parseLong(hash.substring(0, PREFIX), 16) % ONE_IN == 0;
  }
}
