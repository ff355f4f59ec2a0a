package io.fedlog.aggregator.chunks;

import io.fedlog.learning.privacy.UpdateNorm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has seen of one store's attempts in one round. The first attempt is the one
 * that is added up as it comes; others are parked as receipts. Mutable; one row of a state store.
 */
final class StoreAttempts {
  /** Attempts of one store that are kept track of. */
  static final int MAX_TRACKED = 8;

  private static final int SUMMARISED = 1;
  private static final int LATE = 2;
  private static final int WITH_RECEIPT = 4;
  private static final int MARK = 8;
  private static final int WITH_NORM = 16;

  /** Attempt id, bytes, weight, base version, flags, and the lengths of fault and places. */
  private static final int FIXED_BYTES = 4 * Long.BYTES + 1 + 2 * Short.BYTES;

  private static final int FLAGS_AT = 4 * Long.BYTES;

  /** One attempt, as far as this partition knows. Mutable. */
  static final class Seen {
    final long attemptId;

    /** Which of the partition's chunks were admitted, by their place among them. */
    final BitSet places = new BitSet();

    long bytes;
    long weight;
    long baseVersion;
    boolean summarised;

    /** Something of it came after the round was decided. */
    boolean late;

    @Nullable String fault;

    /** What its chunks here add to the norm, where that is bounded. */
    @Nullable UpdateNorm norm;

    /** The receipt, where one chunk is all there can be; null where receipts are rows. */
    @Nullable Receipt receipt;

    Seen(long attemptId) {
      this.attemptId = attemptId;
    }

    /** Chunks admitted. */
    int chunks() {
      return places.cardinality();
    }
  }

  private static final long NO_MARK = Long.MIN_VALUE;

  private final List<Seen> attempts = new ArrayList<>(1);

  /** In a round with windows: none that is over has a larger id. */
  private long mark = NO_MARK;

  List<Seen> all() {
    return attempts;
  }

  /** Whether chunks of this attempt go into the running sum. */
  boolean isRunning(long attemptId) {
    return !attempts.isEmpty() && attempts.get(0).attemptId == attemptId;
  }

  /** In a round with windows: whether the attempt is over, or behind one that is. */
  boolean isOver(long attemptId) {
    return attemptId <= mark && mark != NO_MARK && known(attemptId) == null;
  }

  /** The attempt, if anything of it is known. */
  @Nullable Seen known(long attemptId) {
    for (Seen seen : attempts) {
      if (seen.attemptId == attemptId) {
        return seen;
      }
    }
    return null;
  }

  /** The largest id of all attempts seen. */
  long newest() {
    return attempts.stream().mapToLong(seen -> seen.attemptId).reduce(mark, Math::max);
  }

  /** Keeps of an attempt only that it is over. */
  void forget(long attemptId) {
    attempts.removeIf(seen -> seen.attemptId == attemptId);
    mark = Math.max(mark, attemptId);
  }

  /** The attempt, begun if it is new; null when there are too many. */
  @Nullable Seen attempt(long attemptId) {
    Seen known = known(attemptId);
    if (known != null) {
      return known;
    }
    if (attempts.size() >= MAX_TRACKED && !forgetSpoiled()) {
      return null;
    }
    Seen seen = new Seen(attemptId);
    attempts.add(seen);
    return seen;
  }

  /**
   * Forgets the oldest attempt whose very first chunk here was bad: anybody can write such, and all
   * of it is counted. Never the first of all, which goes into the running sum.
   */
  private boolean forgetSpoiled() {
    for (int i = 1; i < attempts.size(); i++) {
      Seen seen = attempts.get(i);
      if (seen.fault != null && seen.places.isEmpty()) {
        attempts.remove(i);
        return true;
      }
    }
    return false;
  }

  byte[] toBytes() {
    List<byte[]> rows = new ArrayList<>(attempts.size());
    int length = 0;
    for (Seen seen : attempts) {
      byte[] row = toBytes(seen);
      length += row.length;
      rows.add(row);
    }
    if (rows.size() == 1 && mark == NO_MARK) {
      return rows.get(0);
    }
    if (mark != NO_MARK) { // a row of nothing else
      length += FIXED_BYTES;
      rows.add(ByteBuffer.allocate(FIXED_BYTES).putLong(mark).put(FLAGS_AT, (byte) MARK).array());
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    rows.forEach(all::put);
    return all.array();
  }

  private static byte[] toBytes(Seen seen) {
    byte[] fault = seen.fault == null ? new byte[0] : seen.fault.getBytes(StandardCharsets.UTF_8);
    byte[] places = seen.places.toByteArray();
    byte[] receipt = seen.receipt == null ? new byte[0] : seen.receipt.toBytes();
    byte[] norm = seen.norm == null ? new byte[0] : seen.norm.toBytes();
    return ByteBuffer.allocate(
            FIXED_BYTES + fault.length + places.length + receipt.length + norm.length)
        .putLong(seen.attemptId)
        .putLong(seen.bytes)
        .putLong(seen.weight)
        .putLong(seen.baseVersion)
        .put(
            (byte)
                ((seen.summarised ? SUMMARISED : 0)
                    | (seen.late ? LATE : 0)
                    | (seen.receipt == null ? 0 : WITH_RECEIPT)
                    | (seen.norm == null ? 0 : WITH_NORM)))
        .putShort((short) fault.length)
        .putShort((short) places.length)
        .put(fault)
        .put(places)
        .put(receipt)
        .put(norm)
        .array();
  }

  static StoreAttempts fromBytes(String storeId, byte @Nullable [] bytes) {
    StoreAttempts store = new StoreAttempts();
    if (bytes == null) {
      return store;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      Seen seen = new Seen(in.getLong());
      seen.bytes = in.getLong();
      seen.weight = in.getLong();
      seen.baseVersion = in.getLong();
      int flags = in.get();
      if (flags == MARK) {
        store.mark = seen.attemptId;
        in.position(in.position() + 2 * Short.BYTES); // the lengths of nothing
        continue;
      }
      byte[] fault = new byte[Short.toUnsignedInt(in.getShort())];
      byte[] places = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(fault).get(places);
      seen.summarised = (flags & SUMMARISED) != 0;
      seen.late = (flags & LATE) != 0;
      seen.fault = fault.length == 0 ? null : new String(fault, StandardCharsets.UTF_8);
      seen.places.or(BitSet.valueOf(places));
      if ((flags & WITH_RECEIPT) != 0) {
        seen.receipt = Receipt.read(storeId, seen.attemptId, in);
      }
      if ((flags & WITH_NORM) != 0) {
        byte[] norm = new byte[UpdateNorm.BYTES];
        in.get(norm);
        seen.norm = UpdateNorm.fromBytes(norm);
      }
      store.attempts.add(seen);
    }
    return store;
  }
}
