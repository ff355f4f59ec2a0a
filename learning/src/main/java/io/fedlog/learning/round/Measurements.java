package io.fedlog.learning.round;

import io.fedlog.learning.exact.WideSums;
import io.fedlog.learning.method.Shares;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What partitions measured of a decided round's updates, added up. Mutable; the machine's. */
final class Measurements {
  private static final int SUM_BYTES = 2 * Long.BYTES;

  /** Lowest chunks of the partitions that have measured. */
  private final Set<Integer> partitions = new TreeSet<>();

  private @Nullable WideSums sums;

  /** All partitions have measured, and nothing more is expected of them. */
  boolean concluded;

  /** How many updates have a share, once that is concluded. */
  int sharing;

  /** Takes in what one partition measured; false when it is of another size than the others'. */
  boolean add(int firstChunk, byte[] measured) {
    if (measured.length % SUM_BYTES != 0) {
      return false;
    }
    WideSums known = sums == null ? new WideSums(measured.length / SUM_BYTES, 0) : sums;
    if (known.count() * SUM_BYTES != measured.length) {
      return false;
    }
    known.addAll(ByteBuffer.wrap(measured));
    sums = known;
    partitions.add(firstChunk);
    return true;
  }

  boolean has(int firstChunk) {
    return partitions.contains(firstChunk);
  }

  /** Lowest chunks of the partitions that have measured and are not forgotten. */
  Set<Integer> partitions() {
    return Set.copyOf(partitions);
  }

  byte[] sums() {
    return sums == null ? new byte[0] : sums.toBytes();
  }

  /** Nothing came of it. */
  void conclude() {
    concluded = true;
  }

  /** What came of it. */
  void conclude(Shares shares) {
    sharing = (int) Arrays.stream(shares.ofUpdates()).filter(share -> share > 0).count();
    concluded = true;
  }

  /** Forgets the sums: they are the largest thing a round keeps. */
  void forget() {
    sums = null;
    partitions.clear();
  }
}
