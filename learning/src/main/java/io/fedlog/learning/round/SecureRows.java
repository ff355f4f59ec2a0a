package io.fedlog.learning.round;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.GroupFold.Phase;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.ShareKind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of rounds that mask: one for each record of a store that counts, and one for how far the
 * protocol is. They are forgotten with the round's end, and what was revealed with them.
 */
final class SecureRows {
  static final byte KEYS = '1';
  static final byte DEALT = '2';
  static final byte CONFIRMED = '3';
  static final byte REVEALED = '4';
  static final byte PROGRESS = '5';

  private final Rows rows;

  SecureRows(Rows rows) {
    this.rows = rows;
  }

  static boolean isOne(byte kind) {
    return kind >= KEYS && kind <= PROGRESS;
  }

  /** Saves how far the protocol is. */
  void save(Round round, SecureState secure) {
    rows.put(
        out -> {
          out.writeByte(secure.phase().ordinal());
          out.writeLong(secure.shareUntil);
          out.writeLong(secure.unmaskedAt);
          secure.weight.write(out);
        },
        PROGRESS,
        round.terms.roundId());
  }

  /** Saves the round's head, which knows the weight that was unmasked. */
  void saveHead(Round round) {
    rows.save(round);
  }

  /**
   * Saves a record that counts.
   *
   * @param number of the record in its round: they are given to the fold again in that order
   */
  void save(Round round, int number, SecureRecord record) {
    rows.put(
        out -> {
          out.writeInt(number);
          write(record, out);
        },
        kind(record),
        round.terms.roundId(),
        record.store());
  }

  /** The store takes no part any more: what it said in the phase that runs does not count. */
  void withdraw(Round round, SecureState secure, String store) {
    byte kind = secure.phase() == Phase.ADVERTISE ? KEYS : DEALT;
    if (secure.phase().compareTo(Phase.SHARE) <= 0) {
      rows.delete(kind, round.terms.roundId(), store);
    }
    secure.withdraw(store);
  }

  /** The round is over. */
  void forget(Round round, SecureState secure) {
    String roundId = round.terms.roundId();
    for (String store : secure.keys.stores()) {
      rows.delete(KEYS, roundId, store);
      rows.delete(DEALT, roundId, store);
      rows.delete(CONFIRMED, roundId, store);
      rows.delete(REVEALED, roundId, store);
    }
    rows.delete(PROGRESS, roundId);
  }

  private static byte kind(SecureRecord record) {
    if (record instanceof SecureRecord.Keys) {
      return KEYS;
    } else if (record instanceof SecureRecord.Dealt) {
      return DEALT;
    }
    return record instanceof SecureRecord.Confirmed ? CONFIRMED : REVEALED;
  }

  static void write(SecureRecord record, DataOutputStream out) throws IOException {
    if (record instanceof SecureRecord.Keys keys) {
      MaskingRow.writeBytes(keys.advertisement().shareKey(), out);
      MaskingRow.writeBytes(keys.advertisement().maskKey(), out);
      MaskingRow.writeBytes(keys.advertisement().signature(), out);
      MaskingRow.writeBytes(keys.enrolledKey(), out);
    } else if (record instanceof SecureRecord.Dealt dealt) {
      MaskingRow.writeBytes(dealt.shares().group(), out);
      MaskingRow.writeBytes(dealt.shares().seedCommitment(), out);
      MaskingRow.writeBytes(dealt.shares().shareDigests(), out);
      out.writeInt(dealt.shares().boxes().length);
    } else if (record instanceof SecureRecord.Confirmed confirmed) {
      MaskingRow.writeBytes(confirmed.confirmation().outcome(), out);
      MaskingRow.writeBytes(confirmed.confirmation().signature(), out);
    } else if (record instanceof SecureRecord.Revealed revealed) {
      MaskingRow.writeBytes(revealed.reveal().outcome(), out);
      out.writeInt(revealed.reveal().shares().size());
      for (Reveal.Share share : revealed.reveal().shares()) {
        out.writeInt(share.dealer());
        out.writeByte(share.kind().ordinal());
        MaskingRow.writeBytes(share.bytes(), out);
      }
    }
  }

  /** What {@link #write} wrote. */
  static SecureRecord read(byte kind, String store, DataInputStream in) throws IOException {
    return switch (kind) {
      case KEYS ->
          new SecureRecord.Keys(
              new Advertisement(
                  store,
                  MaskingRow.readBytes(in),
                  MaskingRow.readBytes(in),
                  MaskingRow.readBytes(in)),
              MaskingRow.readBytes(in));
      case DEALT ->
          new SecureRecord.Dealt(
              new DealtShares(
                  store,
                  MaskingRow.readBytes(in),
                  MaskingRow.readBytes(in),
                  MaskingRow.readBytes(in),
                  new byte[in.readInt()]));
      case CONFIRMED ->
          new SecureRecord.Confirmed(
              new Confirmation(store, MaskingRow.readBytes(in), MaskingRow.readBytes(in)));
      case REVEALED ->
          new SecureRecord.Revealed(new Reveal(store, MaskingRow.readBytes(in), shares(in)));
      default -> throw new IllegalStateException("no record of kind " + kind);
    };
  }

  private static List<Reveal.Share> shares(DataInputStream in) throws IOException {
    List<Reveal.Share> shares = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      shares.add(
          new Reveal.Share(
              in.readInt(), ShareKind.values()[in.readByte()], MaskingRow.readBytes(in)));
    }
    return shares;
  }
}
