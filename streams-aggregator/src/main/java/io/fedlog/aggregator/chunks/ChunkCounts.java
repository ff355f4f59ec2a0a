package io.fedlog.aggregator.chunks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chunk records of one round that came to one partition and were not admitted, and what became of
 * them. Those admitted are counted where their receipts are. Mutable.
 */
final class ChunkCounts {
  long received;
  long receivedBytes;
  long duplicate;
  long duplicateBytes;
  long late;
  long lateBytes;

  /** Chunks and bytes refused, by reason. */
  final Map<String, long[]> refused = new TreeMap<>();

  void refuse(String reason, long bytes) {
    long[] count = refused.computeIfAbsent(reason, name -> new long[2]);
    count[0]++;
    count[1] += bytes;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(received);
      out.writeLong(receivedBytes);
      out.writeLong(duplicate);
      out.writeLong(duplicateBytes);
      out.writeLong(late);
      out.writeLong(lateBytes);
      out.writeInt(refused.size());
      for (Map.Entry<String, long[]> reason : refused.entrySet()) {
        out.writeUTF(reason.getKey());
        out.writeLong(reason.getValue()[0]);
        out.writeLong(reason.getValue()[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ChunkCounts fromBytes(byte @Nullable [] bytes) {
    ChunkCounts counts = new ChunkCounts();
    if (bytes == null) {
      return counts;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      counts.received = in.readLong();
      counts.receivedBytes = in.readLong();
      counts.duplicate = in.readLong();
      counts.duplicateBytes = in.readLong();
      counts.late = in.readLong();
      counts.lateBytes = in.readLong();
      for (int n = in.readInt(); n > 0; n--) {
        counts.refused.put(in.readUTF(), new long[] {in.readLong(), in.readLong()});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts;
  }
}
