package io.fedlog.aggregator.chunks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has seen of one store's attempts in one round. The first attempt is the one
 * that is added up as it comes; others are parked as receipts.
 */
final class StoreAttempts {
  /** Attempts of one store that are kept track of. */
  static final int MAX_TRACKED = 8;

  /** One attempt, as far as this partition knows. Mutable. */
  static final class Seen {
    final long attemptId;
    int chunks;
    long bytes;
    long weight;
    long baseVersion;
    boolean summarised;

    /** Something of it came after the round was decided. */
    boolean late;

    @Nullable String fault;

    Seen(long attemptId) {
      this.attemptId = attemptId;
    }
  }

  private final List<Seen> attempts = new ArrayList<>(1);

  List<Seen> all() {
    return attempts;
  }

  /** Whether chunks of this attempt go into the running sum. */
  boolean isRunning(long attemptId) {
    return !attempts.isEmpty() && attempts.get(0).attemptId == attemptId;
  }

  /** The attempt, begun if it is new; null when there are too many. */
  @Nullable Seen attempt(long attemptId) {
    for (Seen seen : attempts) {
      if (seen.attemptId == attemptId) {
        return seen;
      }
    }
    if (attempts.size() >= MAX_TRACKED) {
      return null;
    }
    Seen seen = new Seen(attemptId);
    attempts.add(seen);
    return seen;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(attempts.size());
      for (Seen seen : attempts) {
        out.writeLong(seen.attemptId);
        out.writeInt(seen.chunks);
        out.writeLong(seen.bytes);
        out.writeLong(seen.weight);
        out.writeLong(seen.baseVersion);
        out.writeByte((seen.summarised ? 1 : 0) | (seen.late ? 2 : 0));
        out.writeUTF(seen.fault == null ? "" : seen.fault);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static StoreAttempts fromBytes(byte @Nullable [] bytes) {
    StoreAttempts store = new StoreAttempts();
    if (bytes == null) {
      return store;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int n = in.readByte(); n > 0; n--) {
        Seen seen = new Seen(in.readLong());
        seen.chunks = in.readInt();
        seen.bytes = in.readLong();
        seen.weight = in.readLong();
        seen.baseVersion = in.readLong();
        int flags = in.readByte();
        seen.summarised = (flags & 1) != 0;
        seen.late = (flags & 2) != 0;
        String fault = in.readUTF();
        seen.fault = fault.isEmpty() ? null : fault;
        store.attempts.add(seen);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return store;
  }
}
