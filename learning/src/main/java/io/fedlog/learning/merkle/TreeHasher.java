package io.fedlog.learning.merkle;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of RFC 9162, section 2.1.1: SHA-256 of {@code 0x00} and the entry for a leaf, of
 * {@code 0x01} and two hashes for a node, of nothing for the empty tree. All are 32 bytes. For one
 * thread.
 */
public final class TreeHasher {
  /** Bytes of a hash. */
  public static final int HASH_BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256;

  public TreeHasher() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /** The root of a tree without leaves. */
  public byte[] empty() {
    return sha256.digest();
  }

  /** The hash of an entry. */
  public byte[] leaf(byte[] entry) {
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  /** The hash of the remaining bytes, which are then none. */
  public byte[] leaf(ByteBuffer entry) {
    sha256.update(LEAF);
    sha256.update(entry);
    return sha256.digest();
  }

  /** The hash of what lies under two hashes. */
  public byte[] node(byte[] left, byte[] right) {
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }
}
