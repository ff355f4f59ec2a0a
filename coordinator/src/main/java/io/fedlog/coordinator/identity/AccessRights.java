package io.fedlog.coordinator.identity;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changes who may act, over one view and one log. Thread-safe.
 *
 * @param keys this installation's own keys for tokens; null: it issues none
 * @param issuer null exactly when there are no keys
 */
public record AccessRights(
    Enrolment enrolment,
    Users users,
    Revocations revocations,
    @Nullable TokenKeys keys,
    @Nullable TokenIssuer issuer) {

  /** All of it. */
  public static AccessRights over(
      AccessView view, AccessLog log, Tokens tokens, InstantSource clock, SecureRandom random) {
    Optional<TokenKeys> keys = tokens.keys();
    return new AccessRights(
        new Enrolment(view, log, clock, random),
        new Users(view, log, clock, random),
        new Revocations(view, log, clock),
        keys.orElse(null),
        keys.isPresent() ? tokens.issuer(clock, random) : null);
  }
}
