package io.fedlog.learning.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree that gives proofs: keeps the hash of every full subtree, level by level, about 64 bytes a
 * leaf. For roots alone a {@link Frontier} is enough. Mutable; for one thread.
 */
public final class MerkleTree {
  private final TreeHasher hasher = new TreeHasher();
  private final List<Level> levels = new ArrayList<>();
  private long size;

  /**
   * Adds a leaf.
   *
   * @param leafHash 32 bytes
   */
  public void append(byte[] leafHash) {
    byte[] hash = leafHash;
    int height = 0;
    for (long index = size; ; index >>= 1) {
      level(height).add(hash);
      if ((index & 1) == 0) {
        break;
      }
      hash = hasher.node(level(height).get(index - 1), hash);
      height++;
    }
    size++;
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** The root of the first {@code leaves} leaves. */
  public byte[] root(long leaves) {
    requireLeaves(leaves, 0);
    return leaves == 0 ? hasher.empty() : range(0, leaves);
  }

  /** Proves that a leaf is in the tree of the first {@code leaves} leaves: section 2.1.3.1. */
  public InclusionProof inclusion(long index, long leaves) {
    requireLeaves(leaves, 1);
    if (index < 0 || index >= leaves) {
      throw new IllegalArgumentException(
          "index: expected 0 to %d, came %d".formatted(leaves - 1, index));
    }
    List<byte[]> path = new ArrayList<>();
    long start = 0;
    long count = leaves;
    while (count > 1) {
      long left = split(count);
      if (index - start < left) {
        path.add(range(start + left, count - left));
        count = left;
      } else {
        path.add(range(start, left));
        start += left;
        count -= left;
      }
    }
    return new InclusionProof(index, leaves, reversed(path));
  }

  /** Proves that the first leaves of a tree are all of a smaller one: section 2.1.4.1. */
  public ConsistencyProof consistency(long first, long second) {
    requireLeaves(second, 0);
    requireLeaves(first, 0);
    if (first > second) {
      throw new IllegalArgumentException(
          "first: expected at most %d, came %d".formatted(second, first));
    }
    List<byte[]> path = new ArrayList<>();
    if (first > 0 && first < second) {
      long start = 0;
      long count = second;
      boolean whole = true; // the subtree that ends where the smaller tree does is that tree
      while (first - start < count) {
        long left = split(count);
        if (first - start <= left) {
          path.add(range(start + left, count - left));
          count = left;
        } else {
          path.add(range(start, left));
          start += left;
          count -= left;
          whole = false;
        }
      }
      if (!whole) {
        path.add(range(start, count));
      }
    }
    return new ConsistencyProof(first, second, reversed(path));
  }

  /** The hash over leaves from a multiple of the next power of two. */
  private byte[] range(long start, long count) {
    if (Long.bitCount(count) == 1) {
      int height = Long.numberOfTrailingZeros(count);
      return levels.get(height).get(start >> height);
    }
    long left = split(count);
    return hasher.node(range(start, left), range(start + left, count - left));
  }

  /** The largest power of two below. */
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  private Level level(int height) {
    if (height == levels.size()) {
      levels.add(new Level());
    }
    return levels.get(height);
  }

  private void requireLeaves(long leaves, long least) {
    if (leaves < least || leaves > size) {
      throw new IllegalArgumentException(
          "leaves: expected %d to %d, came %d".formatted(least, size, leaves));
    }
  }

  private static List<byte[]> reversed(List<byte[]> path) {
    List<byte[]> turned = new ArrayList<>(path.size());
    for (int i = path.size() - 1; i >= 0; i--) {
      turned.add(path.get(i));
    }
    return turned;
  }

  /** The hashes of all full subtrees of one height, in pieces, so that growing copies nothing. */
  private static final class Level {
    private static final int PIECE_HASHES = 1 << 13;

    private final List<byte[]> pieces = new ArrayList<>();
    private int inLast = PIECE_HASHES;

    void add(byte[] hash) {
      if (hash.length != TreeHasher.HASH_BYTES) {
        throw new IllegalArgumentException(
            "a hash has %d bytes, came %d".formatted(TreeHasher.HASH_BYTES, hash.length));
      }
      if (inLast == PIECE_HASHES) {
        pieces.add(new byte[64 * TreeHasher.HASH_BYTES]);
        inLast = 0;
      }
      int last = pieces.size() - 1;
      int from = inLast * TreeHasher.HASH_BYTES;
      if (from == pieces.get(last).length) {
        pieces.set(last, Arrays.copyOf(pieces.get(last), Math.min(2 * from, full())));
      }
      System.arraycopy(hash, 0, pieces.get(last), from, TreeHasher.HASH_BYTES);
      inLast++;
    }

    byte[] get(long index) {
      byte[] piece = pieces.get((int) (index / PIECE_HASHES));
      int from = (int) (index % PIECE_HASHES) * TreeHasher.HASH_BYTES;
      return Arrays.copyOfRange(piece, from, from + TreeHasher.HASH_BYTES);
    }

    private static int full() {
      return PIECE_HASHES * TreeHasher.HASH_BYTES;
    }
  }
}
