package io.fedlog.coordinator.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues this installation's tokens: JWT access tokens (RFC 9068), signed with Ed25519. */
public final class TokenIssuer {

  private static final int TOKEN_ID_BYTES = 16;

  private final TokenKeys keys;
  private final String issuer;
  private final String audience;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param issuer the iss claim
   * @param audience the aud claim
   * @param random unpredictable
   */
  public TokenIssuer(
      TokenKeys keys, String issuer, String audience, InstantSource clock, RandomGenerator random) {
    this.keys = keys;
    this.issuer = issuer;
    this.audience = audience;
    this.clock = clock;
    this.random = random;
  }

  /** Issues a token that counts from now. */
  public IssuedToken issue(TokenRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plusSeconds(request.life().toSeconds());
    String tokenId = newTokenId();
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(audience);
    claims.setSubject(request.subject());
    claims.setJwtId(tokenId);
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setNotBefore(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(end.getEpochSecond()));
    claims.setStringClaim(ClaimRules.ROLE, request.role().name().toLowerCase(Locale.ROOT));
    if (request.storeId() != null) {
      claims.setStringClaim(ClaimRules.STORE_ID, request.storeId());
    }
    JsonWebSignature token = new JsonWebSignature();
    token.setHeader("typ", "at+jwt");
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    token.setKeyIdHeaderValue(keys.signingKeyId());
    token.setKey(keys.signingKey());
    token.setPayload(claims.toJson());
    try {
      return new IssuedToken(token.getCompactSerialization(), tokenId, end);
    } catch (JoseException e) {
      throw new IllegalStateException("A token cannot be signed with " + keys, e);
    }
  }

  private String newTokenId() {
    byte[] bytes = new byte[TOKEN_ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
