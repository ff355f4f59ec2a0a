package io.fedlog.learning.round;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins, keys and target pages that reached the log ahead of their round's definition: they travel
 * on other partitions, so that is nobody's fault. They wait for it, a bounded number for a bounded
 * time. Mutable; owned by the machine.
 */
final class EarlyEvents {
  /** Events that may wait; a target page counts as one. */
  static final int MOST = 200_000;

  /** UTF-16 units that the names in them may have together: 64 MiB of memory at most. */
  static final long MOST_UNITS = 32L << 20;

  /** What a store's keys and their signature take beside its name, in such units. */
  private static final int KEY_UNITS = 128;

  /** How long they may wait, in the log's time. */
  static final long LONGEST_MS = 600_000;

  private static final byte TARGETED = 't';
  private static final byte JOINED = 'j';
  private static final byte KEYS = 'k';

  /** An event and where it stood. */
  record Early(String modelType, RoundEvent event, Stamp stamp) {

    /** Whether every name in it is one that can be kept. */
    boolean isNamed() {
      return Bounds.isName(modelType) && stores().stream().allMatch(Bounds::isName);
    }

    long units() {
      long names = modelType.length() + stores().stream().mapToLong(String::length).sum();
      return event instanceof RoundEvent.Secure ? names + KEY_UNITS : names;
    }

    private List<String> stores() {
      if (event instanceof RoundEvent.Secure secure) {
        return List.of(secure.record().store());
      }
      return event instanceof RoundEvent.Targeted targeted
          ? targeted.storeIds()
          : List.of(((RoundEvent.Joined) event).storeId());
    }
  }

  private final Map<String, TreeMap<Long, Early>> byRound = new TreeMap<>();
  private final Rows rows;
  private int count;
  private long units;

  EarlyEvents(Rows rows) {
    this.rows = rows;
  }

  /** The round of an event that may wait for its definition; empty for any other. */
  static String waitsFor(RoundEvent event) {
    if (event instanceof RoundEvent.Targeted targeted) {
      return targeted.roundId();
    }
    if (event instanceof RoundEvent.Secure secure) {
      return secure.record() instanceof SecureRecord.Keys ? secure.roundId() : "";
    }
    return event instanceof RoundEvent.Joined joined ? joined.roundId() : "";
  }

  /** Lets an event wait; false when too many do, or when it bears a name that no round can have. */
  boolean add(String roundId, Early early) {
    if (!Bounds.isName(roundId) || !early.isNamed()) {
      return false;
    }
    if (isFullWith(early)) {
      expire(early.stamp().atMillis());
    }
    if (isFullWith(early)) {
      return false;
    }
    if (restore(roundId, early)) {
      rows.saveEarly(roundId, early);
    }
    return true;
  }

  private boolean isFullWith(Early early) {
    return count >= MOST || units + early.units() > MOST_UNITS;
  }

  /** Takes in what was kept; whether it was new. */
  boolean restore(String roundId, Early early) {
    boolean added =
        byRound.computeIfAbsent(roundId, id -> new TreeMap<>()).put(early.stamp().offset(), early)
            == null;
    if (added) {
      count++;
      units += early.units();
    }
    return added;
  }

  /** What waited for a round of this model type, in log order; it waits no more. */
  List<RoundEvent> take(String modelType, String roundId) {
    TreeMap<Long, Early> waiting = byRound.remove(roundId);
    if (waiting == null) {
      return List.of();
    }
    count -= waiting.size();
    units -= waiting.values().stream().mapToLong(Early::units).sum();
    waiting.keySet().forEach(offset -> rows.forgetEarly(roundId, offset));
    return waiting.values().stream()
        .filter(early -> early.modelType().equals(modelType))
        .map(Early::event)
        .toList();
  }

  void clear() {
    byRound.clear();
    count = 0;
    units = 0;
  }

  /** Forgets what has waited too long. */
  void expire(long now) {
    List<String> expired =
        byRound.entrySet().stream()
            .filter(round -> lastArrival(round.getValue()) + LONGEST_MS < now)
            .map(Map.Entry::getKey)
            .toList();
    expired.forEach(roundId -> take("", roundId));
  }

  private static long lastArrival(TreeMap<Long, Early> waiting) {
    return waiting.lastEntry().getValue().stamp().atMillis();
  }

  static void write(Early early, DataOutputStream out) throws IOException {
    out.writeUTF(early.modelType());
    out.writeLong(early.stamp().atMillis());
    if (early.event() instanceof RoundEvent.Targeted targeted) {
      out.writeByte(TARGETED);
      out.writeInt(targeted.page());
      out.writeInt(targeted.storeIds().size());
      for (String storeId : targeted.storeIds()) {
        out.writeUTF(storeId);
      }
    } else if (early.event() instanceof RoundEvent.Secure secure) {
      out.writeByte(KEYS);
      out.writeUTF(secure.record().store());
      SecureRows.write(secure.record(), out);
    } else {
      out.writeByte(JOINED);
      out.writeUTF(((RoundEvent.Joined) early.event()).storeId());
    }
  }

  static Early read(DataInputStream in, String roundId, long offset) throws IOException {
    String modelType = in.readUTF();
    Stamp stamp = new Stamp(offset, in.readLong());
    byte kind = in.readByte();
    if (kind == JOINED) {
      return new Early(modelType, new RoundEvent.Joined(roundId, in.readUTF()), stamp);
    } else if (kind == KEYS) {
      SecureRecord keys = SecureRows.read(SecureRows.KEYS, in.readUTF(), in);
      return new Early(modelType, new RoundEvent.Secure(roundId, keys), stamp);
    }
    int page = in.readInt();
    List<String> storeIds = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      storeIds.add(in.readUTF());
    }
    return new Early(modelType, new RoundEvent.Targeted(roundId, page, storeIds), stamp);
  }
}
