package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.TokenRevocation;
import io.fedlog.schemas.UserAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What {@code fl.access} and {@code fl.stores} say, folded. The newest record of a key holds, but a
 * code that was used stays used by its first key. Thread-safe; knows no Kafka.
 */
public final class AccessView {

  /** The broker's clock says what is over, and it may run ahead of whoever checks tokens. */
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private static final Duration READ_BACK_WITHIN = Duration.ofSeconds(10);

  private final Map<String, Instant> revokedTokens = new HashMap<>();
  private final Map<String, UserAccount> users = new TreeMap<>();
  private final Map<String, EnrolmentCode> codes = new HashMap<>();
  private final Map<String, StoreEnrolment> stores = new TreeMap<>();
  private boolean read;

  /** Takes in one record. {@code at} is when the broker took it. */
  public synchronized void apply(AccessRecord access, Instant at) {
    Object body = access.getBody();
    if (body instanceof TokenRevocation revocation) {
      revokedTokens.values().removeIf(end -> end.plus(CLOCKS_APART).isBefore(at));
      revokedTokens.put(revocation.getTokenId(), revocation.getExpiresAt());
    } else if (body instanceof UserAccount user) {
      users.put(user.getName(), user);
    } else if (body instanceof EnrolmentCode code) {
      String key = HexFormat.of().formatHex(bytes(code));
      EnrolmentCode before = codes.get(key);
      if (before == null || before.getUsedByKeyId() == null) {
        codes.put(key, code);
      }
    }
    notifyAll();
  }

  /** Takes in one record. */
  public synchronized void apply(StoreEnrolment enrolment) {
    stores.put(enrolment.getStoreId(), enrolment);
    notifyAll();
  }

  /** Says that all that was on the log has been taken in: from now on a no is a no. */
  public synchronized void markRead() {
    read = true;
  }

  /**
   * Does nothing once the log has been read.
   *
   * @throws IdentityUnavailableException before: a revocation may still be unread
   */
  synchronized void requireRead() {
    if (!read) {
      throw new IdentityUnavailableException(
          "The log has not been read to its end yet, so it is not known whose tokens are revoked."
              + " Try again in a few seconds.");
    }
  }

  synchronized boolean revoked(String tokenId) {
    return revokedTokens.containsKey(tokenId);
  }

  synchronized boolean storeRevoked(String storeId) {
    StoreEnrolment enrolment = stores.get(storeId);
    return enrolment != null && enrolment.getStatus() == EnrolmentStatus.REVOKED;
  }

  synchronized boolean userDisabled(String name) {
    UserAccount user = users.get(name);
    return user != null && !user.getActive();
  }

  synchronized Optional<UserAccount> user(String name) {
    return Optional.ofNullable(users.get(name));
  }

  /** All people, by name. */
  synchronized List<UserAccount> users() {
    return List.copyOf(users.values());
  }

  /**
   * An enrolment code.
   *
   * @param sha256 in hex
   */
  synchronized Optional<EnrolmentCode> code(String sha256) {
    return Optional.ofNullable(codes.get(sha256));
  }

  public synchronized Optional<StoreEnrolment> store(String storeId) {
    return Optional.ofNullable(stores.get(storeId));
  }

  /** Every store that was ever enrolled, by id. */
  public synchronized List<StoreEnrolment> stores() {
    return List.copyOf(stores.values());
  }

  /** The store for which a key is enrolled and holds. */
  synchronized Optional<String> holder(String signingKeyId) {
    return stores.values().stream()
        .filter(store -> store.getStatus() == EnrolmentStatus.ENROLLED)
        .filter(store -> store.getSigningKeyId().equals(signingKeyId))
        .map(StoreEnrolment::getStoreId)
        .findFirst();
  }

  /**
   * Waits until what was written has come back, and with it whatever was written before.
   *
   * @throws IdentityUnavailableException when it does not within 10 s
   */
  void awaitReadBack(BooleanSupplier seen) {
    if (!await(seen, READ_BACK_WITHIN)) {
      throw new IdentityUnavailableException(
          "What was asked has been written, but the log has not been read that far within "
              + READ_BACK_WITHIN.toSeconds()
              + " s. Look in a moment whether it holds.");
    }
  }

  /** Whether something is seen within a time, which another coordinator may just have written. */
  synchronized boolean await(BooleanSupplier seen, Duration within) {
    long start = System.nanoTime();
    long left = within.toNanos();
    while (!seen.getAsBoolean()) {
      if (left <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IdentityUnavailableException("Waiting for the log was interrupted.");
      }
      left = within.toNanos() - (System.nanoTime() - start);
    }
    return true;
  }

  private static byte[] bytes(EnrolmentCode code) {
    byte[] bytes = new byte[code.getCodeSha256().remaining()];
    code.getCodeSha256().duplicate().get(bytes);
    return bytes;
  }
}
