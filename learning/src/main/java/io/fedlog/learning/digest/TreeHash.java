package io.fedlog.learning.digest;

import io.fedlog.learning.merkle.Frontier;
import io.fedlog.learning.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * The Merkle tree hash of RFC 9162, section 2.1.1, over leaves of 64 KiB: SHA-256 of {@code 0x00}
 * and the bytes for a leaf, of {@code 0x01} and the two subtree hashes for a node, split at the
 * largest power of two below the number of leaves. The last leaf may be short. The hash of nothing
 * is SHA-256 of the empty string. Every hash is 32 bytes. Thread-safe: no state.
 *
 * <p>Because the split is at a power of two, the hash of a whole is a function of the hashes of its
 * chunks when every chunk but the last covers the same power of two of full leaves: {@link
 * #compose}.
 */
public final class TreeHash {
  /** Bytes of every leaf but the last. */
  public static final int LEAF_BYTES = 64 * 1024;

  /** Bytes of a hash. */
  public static final int HASH_BYTES = TreeHasher.HASH_BYTES;

  private static final HexFormat HEX = HexFormat.of();

  private TreeHash() {}

  /** The hash of {@code length} bytes from {@code offset}. */
  public static byte[] of(byte[] bytes, int offset, int length) {
    return of(ByteBuffer.wrap(bytes, offset, length));
  }

  /** The hash of a whole array. */
  public static byte[] of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** The hash of the remaining bytes; position and limit stay as they are. */
  public static byte[] of(ByteBuffer bytes) {
    return of(bytes, LEAF_BYTES);
  }

  static byte[] of(ByteBuffer bytes, int leafBytes) {
    ByteBuffer view = bytes.duplicate();
    int end = view.limit();
    TreeHasher hasher = new TreeHasher();
    Frontier frontier = new Frontier(hasher);
    while (view.position() < end) {
      view.limit(end - view.position() > leafBytes ? view.position() + leafBytes : end);
      frontier.append(hasher.leaf(view));
    }
    return frontier.root();
  }

  /**
   * The hash of a whole from the hashes of its chunks in order. Every chunk but the last must cover
   * the same number of full leaves, a power of two; the last may be shorter, not empty.
   *
   * @param chunkRoots one hash of 32 bytes a chunk; empty for the hash of nothing
   */
  public static byte[] compose(List<byte[]> chunkRoots) {
    Frontier frontier = new Frontier(new TreeHasher());
    for (byte[] root : chunkRoots) {
      if (root.length != HASH_BYTES) {
        throw new IllegalArgumentException(
            "a chunk's root has " + root.length + " bytes, expected " + HASH_BYTES);
      }
      frontier.append(root.clone());
    }
    return frontier.root();
  }

  /** Lower-case hexadecimal. */
  public static String hex(byte[] hash) {
    return HEX.formatHex(hash);
  }

  /** The bytes that {@link #hex} wrote; refuses anything but pairs of hexadecimal digits. */
  public static byte[] unhex(String hex) {
    return HEX.parseHex(hex);
  }
}
