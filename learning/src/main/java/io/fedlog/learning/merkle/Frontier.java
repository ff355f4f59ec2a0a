package io.fedlog.learning.merkle;

/**
 * The right edge of a growing tree: the hashes of its full subtrees, largest first, one for each 1
 * bit of the number of leaves. That is all that appending and the root need: at most 64 hashes,
 * whatever the size. Mutable; for one thread.
 */
public final class Frontier {
  private final TreeHasher hasher;
  private final byte[][] subtrees = new byte[64][];
  private int used;
  private long size;

  public Frontier(TreeHasher hasher) {
    this.hasher = hasher;
  }

  /**
   * Adds a leaf. The hash may stand for a whole subtree, as long as all but the last are of one
   * power of two.
   *
   * @param leafHash 32 bytes, which are kept and must not change
   */
  public void append(byte[] leafHash) {
    subtrees[used++] = leafHash;
    size++;
    for (long full = size; (full & 1) == 0; full >>= 1) {
      used--;
      subtrees[used - 1] = hasher.node(subtrees[used - 1], subtrees[used]);
    }
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** The root of the tree as it stands; of no leaves, the hash of nothing. */
  public byte[] root() {
    if (used == 0) {
      return hasher.empty();
    }
    byte[] root = subtrees[used - 1];
    for (int i = used - 2; i >= 0; i--) {
      root = hasher.node(subtrees[i], root);
    }
    return root.clone();
  }
}
