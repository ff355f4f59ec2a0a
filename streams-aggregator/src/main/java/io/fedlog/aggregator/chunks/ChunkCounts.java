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
 * them. Those admitted are counted where their receipts are, until these are forgotten. Mutable.
 */
final class ChunkCounts {
  long received;
  long receivedBytes;
  long duplicate;
  long duplicateBytes;
  long late;
  long lateBytes;

  /** Of attempts over and forgotten, in rounds with windows; here they are counted. */
  long aggregated;

  long aggregatedBytes;
  long incomplete;
  long incompleteBytes;
  long notSelected;
  long notSelectedBytes;
  long failed;
  long failedBytes;
  long cancelled;
  long cancelledBytes;

  /** Chunks and bytes refused, by reason. */
  final Map<String, long[]> refused = new TreeMap<>();

  void refuse(String reason, long bytes) {
    refuse(reason, 1, bytes);
  }

  void refuse(String reason, long chunks, long bytes) {
    long[] count = refused.computeIfAbsent(reason, name -> new long[2]);
    count[0] += chunks;
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
      out.writeLong(aggregated);
      out.writeLong(aggregatedBytes);
      out.writeLong(incomplete);
      out.writeLong(incompleteBytes);
      out.writeLong(notSelected);
      out.writeLong(notSelectedBytes);
      out.writeLong(failed);
      out.writeLong(failedBytes);
      out.writeLong(cancelled);
      out.writeLong(cancelledBytes);
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
      counts.aggregated = in.readLong();
      counts.aggregatedBytes = in.readLong();
      counts.incomplete = in.readLong();
      counts.incompleteBytes = in.readLong();
      counts.notSelected = in.readLong();
      counts.notSelectedBytes = in.readLong();
      counts.failed = in.readLong();
      counts.failedBytes = in.readLong();
      counts.cancelled = in.readLong();
      counts.cancelledBytes = in.readLong();
      for (int n = in.readInt(); n > 0; n--) {
        counts.refused.put(in.readUTF(), new long[] {in.readLong(), in.readLong()});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts;
  }
}
