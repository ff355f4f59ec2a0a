package io.fedlog.learning.round;

import io.fedlog.learning.secure.GroupFold.Phase;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Brings a round that masks back from its rows: the records that counted are given to the
 * protocol's fold once more, phase by phase.
 */
final class SecureRestore {
  private final TreeMap<Integer, SecureRecord> records = new TreeMap<>();
  private Phase phase = Phase.ADVERTISE;
  private long shareUntil = SecureState.NEVER;
  private long unmaskedAt = SecureState.NEVER;
  private final SecureWeight weight;

  /**
   * @param weight takes in how far it was
   */
  SecureRestore(SecureWeight weight) {
    this.weight = weight;
  }

  /** Takes a row in, in any order. */
  SecureRestore take(byte kind, String store, DataInputStream in) throws IOException {
    if (kind == SecureRows.PROGRESS) {
      phase = Phase.values()[in.readByte()];
      shareUntil = in.readLong();
      unmaskedAt = in.readLong();
      weight.read(in);
    } else {
      records.put(in.readInt(), SecureRows.read(kind, store, in));
    }
    return this;
  }

  /** Brings the round to where it was; its stores must be there. */
  void finish(Round round, SecureState secure) {
    if (round.status.isOver()) {
      return; // nothing is asked of it any more, and its rows are gone
    }
    secure.trusting(
        () -> {
          accept(secure, SecureRecord.Keys.class);
          if (phase.compareTo(Phase.SHARE) >= 0) {
            secure.closeGroup();
          }
          accept(secure, SecureRecord.Dealt.class);
          if (phase.compareTo(Phase.MASK) >= 0) {
            secure.closeSharers();
          }
          CountedSeals.of(round).values().forEach(secure::accept);
          if (phase.compareTo(Phase.CONFIRM) >= 0) {
            secure.closeSurvivors();
          }
          accept(secure, SecureRecord.Confirmed.class);
          accept(secure, SecureRecord.Revealed.class);
        });
    secure.records = records.isEmpty() ? 0 : records.lastKey() + 1;
    records.clear(); // the fold has what it needs of them
    secure.shareUntil = shareUntil;
    secure.unmaskedAt = unmaskedAt;
  }

  private void accept(SecureState secure, Class<? extends SecureRecord> kind) {
    records.values().stream().filter(kind::isInstance).forEach(secure::restore);
  }
}
