package io.fedlog.learning.merkle;

import java.util.Arrays;
import java.util.List;

/**
 * Proves that an entry is in a tree: the hashes beside its way to the root, lowest first. RFC 9162,
 * section 2.1.3.
 *
 * @param index of the leaf, from 0
 * @param size leaves of the tree
 * @param hashes 32 bytes each
 */
public record InclusionProof(long index, long size, List<byte[]> hashes) {

  public InclusionProof {
    hashes = List.copyOf(hashes);
  }

  /** Whether it proves that the leaf is in the tree with that root, as section 2.1.3.2 has it. */
  public boolean proves(byte[] leafHash, byte[] root) {
    if (index < 0 || index >= size || leafHash.length != TreeHasher.HASH_BYTES) {
      return false;
    }
    TreeHasher hasher = new TreeHasher();
    long fn = index;
    long sn = size - 1;
    byte[] r = leafHash;
    for (byte[] p : hashes) {
      if (sn == 0 || p.length != TreeHasher.HASH_BYTES) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = hasher.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = hasher.node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && Arrays.equals(r, root);
  }
}
