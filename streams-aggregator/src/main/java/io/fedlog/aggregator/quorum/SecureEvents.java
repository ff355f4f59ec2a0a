package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.SecureRecord;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreConfirmed;
import io.fedlog.schemas.StoreDealt;
import io.fedlog.schemas.StoreRevealed;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what stores say in rounds that mask as the state machine's events. */
final class SecureEvents {
  private SecureEvents() {}

  /** The event; null when the entry is none of a round that masks. */
  static @Nullable RoundEvent read(String roundId, Object event) {
    SecureRecord record = record(event);
    return record == null ? null : new RoundEvent.Secure(roundId, record);
  }

  private static @Nullable SecureRecord record(Object event) {
    if (event instanceof StoreAdvertised own) {
      ByteBuffer key = own.getEnrolledKey();
      return new SecureRecord.Keys(
          SecureRecords.read(own.getStoreId(), own.getKeys()),
          key == null ? new byte[0] : SecureRecords.bytes(key));
    } else if (event instanceof StoreDealt own) {
      return new SecureRecord.Dealt(
          new DealtShares(
              own.getStoreId(),
              SecureRecords.bytes(own.getGroupDigest()),
              SecureRecords.bytes(own.getSeedCommitment()),
              SecureRecords.bytes(own.getShareDigests()),
              new byte[length(own.getBoxBytes())]));
    } else if (event instanceof StoreConfirmed own) {
      return new SecureRecord.Confirmed(
          SecureRecords.read(own.getStoreId(), own.getConfirmation()));
    } else if (event instanceof StoreRevealed own) {
      return new SecureRecord.Revealed(SecureRecords.read(own.getStoreId(), own.getRevealed()));
    }
    return null;
  }

  /** The boxes themselves are on fl.secure, in a record of at most 1 MiB. */
  private static int length(int boxBytes) {
    if (boxBytes < 0 || boxBytes > 1 << 20) {
      throw new IllegalArgumentException(
          "box_bytes is " + boxBytes + "; expected 0 to " + (1 << 20));
    }
    return boxBytes;
  }
}
