package io.fedlog.learning.round;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins and target pages that reached the log ahead of their round's definition: they travel on
 * other partitions, so that is nobody's fault. They wait for it, a bounded number for a bounded
 * time. Mutable; owned by the machine.
 */
final class EarlyEvents {
  /** Events that may wait; a target page counts as one. */
  static final int MOST = 200_000;

  /** How long they may wait, in the log's time. */
  static final long LONGEST_MS = 600_000;

  private static final byte TARGETED = 't';
  private static final byte JOINED = 'j';

  /** An event and where it stood. */
  record Early(String modelType, RoundEvent event, Stamp stamp) {}

  private final Map<String, TreeMap<Long, Early>> byRound = new TreeMap<>();
  private final Rows rows;
  private int count;

  EarlyEvents(Rows rows) {
    this.rows = rows;
  }

  /** The round of an event that may wait for its definition; empty for any other. */
  static String waitsFor(RoundEvent event) {
    if (event instanceof RoundEvent.Targeted targeted) {
      return targeted.roundId();
    }
    return event instanceof RoundEvent.Joined joined ? joined.roundId() : "";
  }

  /** Lets an event wait; false when too many do. */
  boolean add(String roundId, Early early) {
    if (count >= MOST) {
      expire(early.stamp().atMillis());
    }
    if (count >= MOST || !Bounds.isName(roundId)) {
      return false;
    }
    if (restore(roundId, early)) {
      rows.saveEarly(roundId, early);
    }
    return true;
  }

  /** Takes in what was kept; whether it was new. */
  boolean restore(String roundId, Early early) {
    boolean added =
        byRound.computeIfAbsent(roundId, id -> new TreeMap<>()).put(early.stamp().offset(), early)
            == null;
    count += added ? 1 : 0;
    return added;
  }

  /** What waited for a round of this model type, in log order; it waits no more. */
  List<RoundEvent> take(String modelType, String roundId) {
    TreeMap<Long, Early> waiting = byRound.remove(roundId);
    if (waiting == null) {
      return List.of();
    }
    count -= waiting.size();
    waiting.keySet().forEach(offset -> rows.forgetEarly(roundId, offset));
    return waiting.values().stream()
        .filter(early -> early.modelType().equals(modelType))
        .map(Early::event)
        .toList();
  }

  void clear() {
    byRound.clear();
    count = 0;
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

  static void write(Early early, DataOutput out) throws IOException {
    out.writeUTF(early.modelType());
    out.writeLong(early.stamp().atMillis());
    if (early.event() instanceof RoundEvent.Targeted targeted) {
      out.writeByte(TARGETED);
      out.writeInt(targeted.page());
      out.writeInt(targeted.storeIds().size());
      for (String storeId : targeted.storeIds()) {
        out.writeUTF(Bounds.clip(storeId, Bounds.NAME + 1));
      }
    } else {
      out.writeByte(JOINED);
      out.writeUTF(Bounds.clip(((RoundEvent.Joined) early.event()).storeId(), Bounds.NAME + 1));
    }
  }

  static Early read(DataInput in, String roundId, long offset) throws IOException {
    String modelType = in.readUTF();
    Stamp stamp = new Stamp(offset, in.readLong());
    if (in.readByte() == JOINED) {
      return new Early(modelType, new RoundEvent.Joined(roundId, in.readUTF()), stamp);
    }
    int page = in.readInt();
    List<String> storeIds = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      storeIds.add(in.readUTF());
    }
    return new Early(modelType, new RoundEvent.Targeted(roundId, page, storeIds), stamp);
  }
}
