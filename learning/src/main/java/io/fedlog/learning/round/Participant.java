package io.fedlog.learning.round;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One store in one round. Mutable; owned by the machine. */
final class Participant {
  static final long NO_MARK = Long.MIN_VALUE;

  final String storeId;
  boolean targeted;
  boolean joined;
  boolean withdrawn;

  /** In a round with windows: no attempt over has a larger id. */
  long mark = NO_MARK;

  /** The log's time when its row was last written. */
  long changedAt;

  final Map<Long, Attempt> attempts = new LinkedHashMap<>();

  Participant(String storeId) {
    this.storeId = storeId;
  }

  boolean isStranger() {
    return !joined && !targeted;
  }

  /** The attempt that counts, if one is complete. */
  @Nullable Attempt counted() {
    for (Attempt attempt : attempts.values()) {
      if (attempt.ordinal != Attempt.NO_ORDINAL) {
        return attempt;
      }
    }
    return null;
  }

  /** In a round with windows, the attempt that waits: its rank is not below the bound. */
  @Nullable Attempt waiting(long bound) {
    for (Attempt attempt : attempts.values()) {
      if (attempt.ordinal >= bound && attempt.ordinal != Attempt.NO_ORDINAL) {
        return attempt;
      }
    }
    return null;
  }

  /** Keeps of an attempt that is over only the mark. */
  void forget(Attempt attempt) {
    attempts.remove(attempt.id);
    mark = Math.max(mark, attempt.id);
  }

  /**
   * Attempts but this that the store has sealed, whatever came of them. Others may be anybody's:
   * who writes a chunk is not known.
   */
  long triedBeside(Attempt attempt) {
    return attempts.values().stream().filter(a -> a != attempt && a.vouched).count();
  }

  /**
   * The attempt to forget for another's sake: the oldest that nobody stands by and that came to
   * nothing, or for a believed seal the oldest that nobody stands by; null when there is none.
   */
  @Nullable Attempt expendable(boolean forSeal) {
    for (Attempt attempt : attempts.values()) {
      if (!attempt.vouched && attempt.refusal != null) {
        return attempt;
      }
    }
    for (Attempt attempt : attempts.values()) {
      if (forSeal && !attempt.vouched) {
        return attempt;
      }
    }
    return null;
  }

  /**
   * Writes the row.
   *
   * @param withRoots whether roots have no rows of their own
   */
  void write(DataOutput out, boolean withRoots) throws IOException {
    out.writeLong(changedAt);
    out.writeByte(
        (targeted ? 1 : 0) | (joined ? 2 : 0) | (withdrawn ? 4 : 0) | (mark == NO_MARK ? 0 : 8));
    if (mark != NO_MARK) {
      out.writeLong(mark);
    }
    out.writeInt(attempts.size());
    for (Attempt attempt : attempts.values()) {
      attempt.write(out, withRoots);
    }
  }

  static Participant read(DataInput in, String roundId, String storeId) throws IOException {
    Participant store = new Participant(storeId);
    store.changedAt = in.readLong();
    int flags = in.readByte();
    store.targeted = (flags & 1) != 0;
    store.joined = (flags & 2) != 0;
    store.withdrawn = (flags & 4) != 0;
    store.mark = (flags & 8) != 0 ? in.readLong() : NO_MARK;
    for (int n = in.readInt(); n > 0; n--) {
      Attempt attempt = Attempt.read(in, roundId, storeId);
      store.attempts.put(attempt.id, attempt);
    }
    return store;
  }
}
