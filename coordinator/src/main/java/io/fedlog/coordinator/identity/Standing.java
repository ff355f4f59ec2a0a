package io.fedlog.coordinator.identity;

import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.UserAccount;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a good token still counts: it ends early when it is revoked, when its store is, or when
 * its user is disabled or changed, and does not come back when the store or the user does.
 */
final class Standing {

  private final AccessView access;

  Standing(AccessView access) {
    this.access = access;
  }

  /**
   * Since when tokens count, for a record that ends those there are.
   *
   * @param before what the record before said; never taken back, should the clock run backwards
   */
  static Instant tokensNotBefore(@Nullable Instant before, Instant now) {
    return before != null && before.isAfter(now) ? before : now;
  }

  /**
   * Does nothing when the token counts.
   *
   * @param issuedAt to the second, rounded down: one issued in the second of a revocation is ended
   *     with those before it
   * @throws NotAuthenticatedException when it does not
   * @throws IdentityUnavailableException before the log has been read
   */
  void check(Caller caller, Instant issuedAt) {
    access.requireRead();
    String tokenId = caller.tokenId();
    if (tokenId != null && access.revoked(tokenId)) {
      throw new NotAuthenticatedException(
          Refusal.REVOKED, "The token has been revoked. Ask an administrator for a new one.");
    }
    String storeId = caller.storeId();
    if (storeId != null) {
      checkStore(storeId, issuedAt);
    } else if (caller.via() == Via.TOKEN) {
      checkUser(caller.subject(), issuedAt);
    }
  }

  private void checkStore(String storeId, Instant issuedAt) {
    if (access.storeRevoked(storeId)) {
      throw new NotAuthenticatedException(
          Refusal.STORE_REVOKED,
          "The store has been revoked. Ask an administrator for a new enrolment code.");
    }
    checkAge(
        issuedAt,
        access.store(storeId).map(StoreEnrolment::getTokensNotBefore),
        "the store was revoked");
  }

  private void checkUser(String name, Instant issuedAt) {
    if (access.userDisabled(name)) {
      throw new NotAuthenticatedException(
          Refusal.USER_DISABLED, "The user has been disabled. Ask an administrator.");
    }
    checkAge(
        issuedAt,
        access.user(name).map(UserAccount::getTokensNotBefore),
        "the user was disabled or given a password or role");
  }

  private static void checkAge(Instant issuedAt, Optional<Instant> notBefore, String what) {
    if (notBefore.isPresent() && issuedAt.isBefore(notBefore.get())) {
      throw new NotAuthenticatedException(
          Refusal.OUTDATED,
          "Expected a token issued since %s at %s, this one is of %s. Get a new one."
              .formatted(what, notBefore.get(), issuedAt));
    }
  }
}
