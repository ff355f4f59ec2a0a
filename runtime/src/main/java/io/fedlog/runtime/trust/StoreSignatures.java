package io.fedlog.runtime.trust;

import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SignedBytes;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Believes joins, heartbeats, seals and messages of secure aggregation that bear the Ed25519
 * signature (RFC 8032, over {@link SignedBytes}) of the store they name, or of the coordinator,
 * which vouches for stores that come by REST. Reasons to refuse: {@code unsigned}, {@code
 * unknown_key}, {@code wrong_store}, {@code revoked}, {@code bad_signature}, {@code replayed}.
 *
 * <p>A seal names its round and its attempt, so that one sent again says nothing new. A join or a
 * heartbeat is believed only near the time that it bears: one that was kept to be sent later is
 * refused, and so is one of a store whose clock is that wrong. Thread-safe.
 */
public final class StoreSignatures {
  /** Between a store's clock and the broker's; a producer may hold a record for ten minutes. */
  public static final Duration MOST_APART = Duration.ofMinutes(15);

  private final Enrolments enrolments;

  public StoreSignatures(Enrolments enrolments) {
    this.enrolments = enrolments;
  }

  /** Whether a seal is from the store it names. */
  public Verdict of(UpdateSeal seal) {
    return verdict(
        seal.getStoreId(), seal.getSignature(), seal.getSigningKeyId(), () -> SignedBytes.of(seal));
  }

  /**
   * Whether a join is from the store it names.
   *
   * @param cameAt when the broker took it
   */
  public Verdict of(Join join, Instant cameAt) {
    Verdict verdict =
        verdict(
            join.getStoreId(),
            join.getSignature(),
            join.getSigningKeyId(),
            () -> SignedBytes.of(join));
    return inTime(verdict, join.getJoinedAt(), cameAt);
  }

  /**
   * Whether a heartbeat is from the store it names.
   *
   * @param cameAt when the broker took it
   */
  public Verdict of(Heartbeat heartbeat, Instant cameAt) {
    Verdict verdict =
        verdict(
            heartbeat.getStoreId(),
            heartbeat.getSignature(),
            heartbeat.getSigningKeyId(),
            () -> SignedBytes.of(heartbeat));
    return inTime(verdict, heartbeat.getAt(), cameAt);
  }

  /**
   * Whether a message of secure aggregation is from the store it names. Nobody vouches for a store
   * here: what it says is to hold against those who run the installation too.
   *
   * @param cameAt when the broker took it
   */
  public Verdict of(SecureMessage message, Instant cameAt) {
    Enrolment own = enrolments.of(message.getStoreId());
    String keyId = message.getSigningKeyId();
    if (own != null && keyId != null && !own.revoked() && !own.keyId().equals(keyId)) {
      return foreign(own, keyId);
    }
    Verdict verdict =
        verdict(message.getStoreId(), message.getSignature(), keyId, () -> SignedBytes.of(message));
    if (verdict.isBelieved() && own == null) {
      return foreign(null, String.valueOf(keyId));
    }
    return inTime(verdict, message.getSentAt(), cameAt);
  }

  private static Verdict inTime(Verdict verdict, Instant said, Instant cameAt) {
    if (!verdict.isBelieved() || Duration.between(said, cameAt).abs().compareTo(MOST_APART) <= 0) {
      return verdict;
    }
    return Verdict.refused(
        "replayed",
        "signed at %s by the store's clock, came at %s; expected at most %d minutes between them. It was sent again, or the store's clock is wrong: set it right"
            .formatted(said, cameAt, MOST_APART.toMinutes()),
        verdict.revision());
  }

  private Verdict verdict(
      String storeId,
      @Nullable ByteBuffer signature,
      @Nullable String keyId,
      Supplier<byte[]> bytes) {
    if (signature == null || keyId == null) {
      return Verdict.refused(
          "unsigned",
          "expected a signature and its key's id, came none; enrol the store and let it sign",
          Verdict.NO_REVISION);
    }
    Enrolment own = enrolments.of(storeId);
    if (own != null && own.revoked()) {
      return Verdict.refused(
          "revoked",
          "the store's enrolment was revoked; enrol it anew with a new key",
          own.revision());
    }
    Enrolment signer = own != null && own.keyId().equals(keyId) ? own : voucher(keyId);
    return signer == null ? foreign(own, keyId) : signed(signer, signature, bytes.get());
  }

  /** The coordinator's enrolment if the key is its. */
  private @Nullable Enrolment voucher(String keyId) {
    Enrolment coordinator = enrolments.of(Enrolment.COORDINATOR);
    boolean vouches =
        coordinator != null && !coordinator.revoked() && coordinator.keyId().equals(keyId);
    return vouches ? coordinator : null;
  }

  private Verdict foreign(@Nullable Enrolment own, String keyId) {
    long revision = own == null ? Verdict.NO_REVISION : own.revision();
    if (enrolments.ownerOf(keyId) != null) {
      return Verdict.refused(
          "wrong_store",
          "the key that the record names is another store's; expected the key of the store that it names",
          revision);
    }
    return Verdict.refused(
        "unknown_key",
        own == null
            ? "the store is not enrolled; enrol it with the key it signs with"
            : "the store is enrolled with another key; enrol it anew with the one it signs with",
        revision);
  }

  private static Verdict signed(Enrolment signer, ByteBuffer signature, byte[] bytes) {
    byte[] came = new byte[signature.remaining()];
    signature.duplicate().get(came);
    try {
      Signature check = Signature.getInstance(SigningKey.ALGORITHM);
      check.initVerify(signer.key());
      check.update(bytes);
      if (check.verify(came)) {
        return Verdict.believed(signer.revision());
      }
    } catch (GeneralSecurityException e) {
      // What is not even a signature is no better than a wrong one.
    }
    return Verdict.refused(
        "bad_signature",
        "the signature is not that of the enrolled key over this record; the record was changed, or signed with another key",
        signer.revision());
  }
}
