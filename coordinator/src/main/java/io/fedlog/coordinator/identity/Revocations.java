package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.TokenRevocation;
import java.time.Instant;
import java.time.InstantSource;

/** Takes tokens back before their time. Thread-safe. */
public final class Revocations {

  private final AccessView view;
  private final AccessLog log;
  private final InstantSource clock;

  public Revocations(AccessView view, AccessLog log, InstantSource clock) {
    this.view = view;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Takes one token back, known here or not, of this issuer or of the OIDC one. When the call
   * returns, this coordinator refuses it; the others do within moments.
   *
   * @param tokenId its jti
   * @throws IllegalArgumentException when that is no jti, such as a whole token
   */
  public void revoke(Caller by, String tokenId) {
    if (!ClaimRules.isTokenId(tokenId) || looksLikeToken(tokenId)) {
      throw new IllegalArgumentException(
          "token_id: expected a token's jti, 1 to 200 visible characters of ASCII, came something"
              + " else. It is printed when the token is issued.");
    }
    Instant now = clock.instant();
    // It may have been issued this very moment, by a clock that runs ahead.
    Instant end = now.plus(TokenRequest.LONGEST_LIFE).plus(ClaimRules.SKEW.multipliedBy(2));
    log.write(new AccessRecord(new TokenRevocation(tokenId, end, now, by.subject())));
    view.awaitReadBack(() -> view.revoked(tokenId));
  }

  /** A whole token must not lie on the log, whoever mistakes it for its id. */
  private static boolean looksLikeToken(String text) {
    return text.startsWith("eyJ") && text.indexOf('.') > 0;
  }
}
