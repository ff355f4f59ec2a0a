package io.fedlog.aggregator.intake;

import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreConfirmed;
import io.fedlog.schemas.StoreDealt;
import io.fedlog.schemas.StoreRevealed;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the round log keeps of a message of secure aggregation: all that the quorum needs, and of
 * shares not the ciphertexts, which are for the neighbours alone.
 */
final class SecureFacts {
  /**
   * A store deals once, and its neighbours, who read the topic themselves, must see the same record
   * first as the quorum. Only within a partition is there one order.
   */
  static final String WRONG_KEY =
      "expected the record's key to be the store's id, so that all that a store says lies in one"
          + " partition and is read in one order; send it again under that key";

  private static final int KEY_BYTES = 32;
  private static final int DIGEST_BYTES = 32;

  /** An Ed25519 signature, or a longer one of a later kind. */
  private static final int MOST_SIGNATURE_BYTES = 128;

  private SecureFacts() {}

  /** What was expected and what came, when a length cannot be; else null. */
  static @Nullable String fault(SecureMessage message) {
    Object body = message.getBody();
    if (body instanceof AdvertisedKeys keys) {
      String fault = fault("share_key", keys.getShareKey(), KEY_BYTES);
      fault = fault == null ? fault("mask_key", keys.getMaskKey(), KEY_BYTES) : fault;
      return fault == null ? faultOfSignature(keys.getSignature()) : fault;
    } else if (body instanceof DealtShares dealt) {
      String fault = fault("group_digest", dealt.getGroupDigest(), DIGEST_BYTES);
      return fault == null
          ? fault("seed_commitment", dealt.getSeedCommitment(), DIGEST_BYTES)
          : fault;
    } else if (body instanceof OutcomeConfirmed confirmed) {
      String fault = fault("outcome_digest", confirmed.getOutcomeDigest(), DIGEST_BYTES);
      return fault == null ? faultOfSignature(confirmed.getSignature()) : fault;
    }
    return fault("outcome_digest", ((RevealedShares) body).getOutcomeDigest(), DIGEST_BYTES);
  }

  private static @Nullable String fault(String field, ByteBuffer bytes, int expected) {
    return bytes.remaining() == expected
        ? null
        : "%s: expected %d bytes, came %d".formatted(field, expected, bytes.remaining());
  }

  private static @Nullable String faultOfSignature(ByteBuffer bytes) {
    return bytes.remaining() <= MOST_SIGNATURE_BYTES
        ? null
        : "signature: expected at most %d bytes, came %d"
            .formatted(MOST_SIGNATURE_BYTES, bytes.remaining());
  }

  /**
   * The event of a message without such a fault.
   *
   * @param enrolledKey the store's; null where nothing is signed
   */
  static Object event(SecureMessage message, byte @Nullable [] enrolledKey) {
    String store = message.getStoreId();
    Object body = message.getBody();
    if (body instanceof AdvertisedKeys keys) {
      return new StoreAdvertised(
          store, keys, enrolledKey == null ? null : ByteBuffer.wrap(enrolledKey));
    } else if (body instanceof DealtShares dealt) {
      return new StoreDealt(
          store,
          dealt.getGroupDigest(),
          dealt.getSeedCommitment(),
          dealt.getShareDigests(),
          dealt.getBoxes().remaining());
    } else if (body instanceof OutcomeConfirmed confirmed) {
      return new StoreConfirmed(store, confirmed);
    }
    return new StoreRevealed(store, (RevealedShares) body);
  }
}
