package io.fedlog.learning.round;

import io.fedlog.learning.exact.WideSums;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What partitions measured of a decided round's updates, added up. Mutable; the machine's. */
final class Measurements {
  private static final int SUM_BYTES = 2 * Long.BYTES;

  private BitSet partitions = new BitSet();
  private @Nullable WideSums sums;

  /** All partitions have measured, and the shares are given. */
  boolean concluded;

  /** Takes in what one partition measured; false when it is of another size than the others'. */
  boolean add(int partition, byte[] measured) {
    if (measured.length % SUM_BYTES != 0) {
      return false;
    }
    WideSums known = sums == null ? new WideSums(measured.length / SUM_BYTES, 0) : sums;
    if (known.count() * SUM_BYTES != measured.length) {
      return false;
    }
    known.addAll(ByteBuffer.wrap(measured));
    sums = known;
    partitions.set(partition);
    return true;
  }

  boolean has(int partition) {
    return partitions.get(partition);
  }

  /** How many partitions have measured. */
  int count() {
    return partitions.cardinality();
  }

  byte[] sums() {
    return sums == null ? new byte[0] : sums.toBytes();
  }

  /** Forgets the sums: they are the largest thing a round keeps. */
  void forget() {
    sums = null;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(concluded);
    writeBytes(out, partitions.toByteArray());
    writeBytes(out, sums());
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  void read(DataInputStream in) throws IOException {
    concluded = in.readBoolean();
    partitions = BitSet.valueOf(in.readNBytes(in.readInt()));
    byte[] kept = in.readNBytes(in.readInt());
    sums = null;
    if (kept.length > 0) {
      sums = new WideSums(kept.length / SUM_BYTES, 0);
      sums.addAll(ByteBuffer.wrap(kept));
    }
  }
}
