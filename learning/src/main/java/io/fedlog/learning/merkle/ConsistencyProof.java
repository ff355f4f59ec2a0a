package io.fedlog.learning.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proves that a tree begins with all of another. RFC 9162, section 2.1.4, which speaks of {@code 0
 * < first < second}; every tree begins with the empty one, and with itself, and neither needs a
 * hash.
 *
 * @param first leaves of the smaller tree
 * @param second leaves of the larger
 * @param hashes 32 bytes each
 */
public record ConsistencyProof(long first, long second, List<byte[]> hashes) {

  public ConsistencyProof {
    hashes = List.copyOf(hashes);
  }

  /** Whether it proves that of the trees with these roots, as section 2.1.4.2 has it. */
  public boolean proves(byte[] firstRoot, byte[] secondRoot) {
    if (first < 0 || first > second) {
      return false;
    }
    if (first == second) {
      return hashes.isEmpty() && Arrays.equals(firstRoot, secondRoot);
    }
    if (first == 0) {
      return hashes.isEmpty() && Arrays.equals(firstRoot, new TreeHasher().empty());
    }
    if (hashes.isEmpty() || hashes.stream().anyMatch(h -> h.length != TreeHasher.HASH_BYTES)) {
      return false;
    }
    List<byte[]> path = new ArrayList<>(hashes);
    if (Long.bitCount(first) == 1) {
      path.add(0, firstRoot);
    }
    return follow(path, firstRoot, secondRoot);
  }

  private boolean follow(List<byte[]> path, byte[] firstRoot, byte[] secondRoot) {
    TreeHasher hasher = new TreeHasher();
    long fn = first - 1;
    long sn = second - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    byte[] fr = path.get(0);
    byte[] sr = fr;
    for (byte[] c : path.subList(1, path.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = hasher.node(c, fr);
        sr = hasher.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = hasher.node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && Arrays.equals(fr, firstRoot) && Arrays.equals(sr, secondRoot);
  }
}
