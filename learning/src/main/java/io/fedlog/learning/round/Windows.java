package io.fedlog.learning.round;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The windows of one round: the queue of complete attempts, the window in the making, the chain of
 * versions, and what became of attempts that are over. Mutable; owned by the machine.
 */
final class Windows {
  /** A fault that strikes so often strikes them all: a base that is gone, say. */
  static final int MOST_LOST_IN_A_ROW = 3;

  /** Their versions are remembered, so that none is promoted. */
  private static final int MOST_LOST = 100;

  final WindowTerms terms;

  /** Windows decided: the number of the newest. */
  long decided;

  /** Windows whose version was made. */
  long made;

  /** The number of the newest of them; 0 before the first. */
  long newestMade;

  /** Versions that were decided and given up, ascending. */
  final TreeSet<Long> lost = new TreeSet<>();

  /** How many windows were given up since one was made. */
  int lostInARow;

  /** Complete attempts of a lower rank are in the making; those from it on wait. */
  long bound;

  /** The next attempt to complete gets this rank. */
  long nextRank;

  /** The log's time of the last decision, or of the opening. */
  long since;

  /** Updates in the newest version made. */
  int madeOf;

  /**
   * Versions that updates may be trained from, ascending; the last is what the next window moves.
   */
  final List<Long> chain = new ArrayList<>();

  /** Complete attempts that no window has taken, by rank. */
  final TreeMap<Long, AttemptReference> waiting = new TreeMap<>();

  /** The attempts of the window in the making, by rank. */
  final TreeMap<Long, AttemptReference> making = new TreeMap<>();

  /** What became of attempts that are over and forgotten. */
  Fates over = Fates.NONE;

  Windows(WindowTerms terms, long baseVersion, long openedAt) {
    this.terms = terms;
    this.since = openedAt;
    chain.add(baseVersion);
  }

  boolean isMaking() {
    return decided > made + lost.size();
  }

  /** Whether so many were given up that the next would be too. */
  boolean hasLostTooMany() {
    return lostInARow >= MOST_LOST_IN_A_ROW || lost.size() >= MOST_LOST;
  }

  /** The window in the making has made its version. */
  void made(long version) {
    made++;
    newestMade = decided;
    madeOf = making.size();
    lostInARow = 0;
    making.clear();
    extend(version);
  }

  /** The window in the making is given up. */
  void giveUp(long version) {
    lost.add(version);
    lostInARow++;
    making.clear();
  }

  /** The version that the next window moves. */
  long newest() {
    return chain.get(chain.size() - 1);
  }

  /** By how many windows a base is behind; -1 when it is no base, or one too old to be known. */
  int staleness(long baseVersion) {
    int at = chain.lastIndexOf(baseVersion);
    return at < 0 ? -1 : chain.size() - 1 - at;
  }

  /** Whether a version that is not in the chain may have been, before so many windows. */
  boolean isTooOld(long baseVersion) {
    return chain.size() > terms.maxStaleness() && baseVersion >= 1 && baseVersion < chain.get(0);
  }

  private void extend(long version) {
    chain.add(version);
    if (chain.size() > terms.maxStaleness() + 1) {
      chain.remove(0);
    }
  }

  /** Whether the next window may close. */
  boolean mayDecide(int min, long now, boolean atOnce) {
    return !isMaking()
        && waiting.size() >= min
        && (waiting.size() >= terms.updates() || atOnce || now >= closesAt());
  }

  /** When a tick can next close a window, if the last was at {@code ticked}. */
  long dueAt(int min, long ticked) {
    boolean waits = !isMaking() && waiting.size() >= min && ticked < closesAt();
    return waits ? closesAt() : Long.MAX_VALUE;
  }

  private long closesAt() {
    return Bounds.after(since, terms.windowMs());
  }

  /** One more attempt is over. */
  void count(Fates.Count fates) {
    Fates more = fates.of(fates.total());
    if (over.rejected().size() >= Bounds.METRICS
        && !over.rejected().keySet().containsAll(more.rejected().keySet())) {
      more = more.rejectedAs("other");
    }
    over = over.plus(more);
  }

  /** A complete attempt found in the rows. */
  void restore(long rank, AttemptReference attempt) {
    (rank < bound ? making : waiting).put(rank, attempt);
    nextRank = Math.max(nextRank, rank + 1);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(decided);
    out.writeLong(made);
    out.writeLong(newestMade);
    out.writeInt(lostInARow);
    out.writeInt(lost.size());
    for (long version : lost) {
      out.writeLong(version);
    }
    out.writeLong(bound);
    out.writeLong(nextRank);
    out.writeLong(since);
    out.writeInt(madeOf);
    out.writeInt(chain.size());
    for (long version : chain) {
      out.writeLong(version);
    }
    RoundRow.writeFates(over, out);
  }

  void read(DataInputStream in) throws IOException {
    decided = in.readLong();
    made = in.readLong();
    newestMade = in.readLong();
    lostInARow = in.readInt();
    lost.clear();
    for (int n = in.readInt(); n > 0; n--) {
      lost.add(in.readLong());
    }
    bound = in.readLong();
    nextRank = in.readLong();
    since = in.readLong();
    madeOf = in.readInt();
    chain.clear();
    for (int n = in.readInt(); n > 0; n--) {
      chain.add(in.readLong());
    }
    over = RoundRow.readFates(in);
  }
}
