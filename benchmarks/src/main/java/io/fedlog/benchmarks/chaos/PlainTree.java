package io.fedlog.benchmarks.chaos;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * RFC 9162's tree hash over 64 KiB leaves, recursively as the RFC defines it; none of Fedlog's
 * code.
 */
final class PlainTree {
  private static final int LEAF = 64 * 1024;

  private PlainTree() {}

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(tree(bytes, 0, bytes.length));
  }

  private static byte[] tree(byte[] bytes, int from, int to) {
    MessageDigest sha = digest();
    if (from == to && bytes.length == 0) {
      return sha.digest();
    }
    if (to - from <= LEAF) {
      sha.update((byte) 0);
      sha.update(bytes, from, to - from);
      return sha.digest();
    }
    int leaves = (to - from + LEAF - 1) / LEAF;
    int split = from + Integer.highestOneBit(leaves - 1) * LEAF;
    sha.update((byte) 1);
    sha.update(tree(bytes, from, split));
    return sha.digest(tree(bytes, split, to));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
