package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token must say, once its signature has shown whose they are (RFC 7519,
 * section 4.1; RFC 9068, section 4). Every rule refuses; none repairs.
 */
final class ClaimRules {

  static final String ROLE = "role";
  static final String STORE_ID = "store_id";

  /** How far the clocks of issuer and coordinator may lie apart. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern TOKEN_ID = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final InstantSource clock;

  ClaimRules(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Who a token names.
   *
   * @throws NotAuthenticatedException when a claim is missing or does not hold
   */
  Caller caller(JwtClaims claims, TrustedIssuer issuer) {
    try {
      checkAudience(claims, issuer.audience());
      checkTimes(claims);
      AccessRole role = role(claims);
      return new Caller(
          subject(claims), role, storeId(claims, role), tokenId(claims), issuer.via());
    } catch (MalformedClaimException e) {
      throw wrongType();
    }
  }

  /**
   * When a token was issued, to the second.
   *
   * @throws NotAuthenticatedException when it does not say so
   */
  static Instant issuedAt(JwtClaims claims) {
    try {
      return time(claims, "iat");
    } catch (MalformedClaimException e) {
      throw wrongType();
    }
  }

  private static void checkAudience(JwtClaims claims, String expected)
      throws MalformedClaimException {
    List<String> audience = claims.hasAudience() ? claims.getAudience() : List.of();
    if (!audience.contains(expected)) {
      throw new NotAuthenticatedException(
          Refusal.WRONG_AUDIENCE,
          "The token is for another service; expected aud "
              + Shown.text(expected)
              + ". Ask its issuer for one for this audience.");
    }
  }

  private void checkTimes(JwtClaims claims) throws MalformedClaimException {
    Instant now = clock.instant();
    Instant issued = time(claims, "iat");
    Instant end = time(claims, "exp");
    Instant start = claims.hasClaim("nbf") ? time(claims, "nbf") : issued;
    if (!now.isBefore(end.plus(SKEW))) {
      throw new NotAuthenticatedException(
          Refusal.EXPIRED, "The token ended at " + end + "; it is " + now + ". Get a new one.");
    }
    if (now.plus(SKEW).isBefore(start) || now.plus(SKEW).isBefore(issued)) {
      throw new NotAuthenticatedException(
          Refusal.NOT_YET_VALID,
          "The token counts from "
              + (start.isAfter(issued) ? start : issued)
              + " on; it is "
              + now
              + ". Wait, or set the clocks right.");
    }
    if (Duration.between(issued, end).compareTo(TokenRequest.LONGEST_LIFE) > 0) {
      throw new NotAuthenticatedException(
          Refusal.TOO_LONG_LIVED,
          "A token may count for at most 24 hours, and this one is from "
              + issued
              + " to "
              + end
              + ". Get one with a shorter life.");
    }
  }

  private static Instant time(JwtClaims claims, String name) throws MalformedClaimException {
    if (!claims.hasClaim(name)) {
      throw missing(name);
    }
    long seconds = claims.getNumericDateClaimValue(name).getValue();
    if (seconds < 0 || seconds > LATEST.getEpochSecond()) {
      throw wrong(name + " is no time between 1970 and 9999");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static AccessRole role(JwtClaims claims) throws MalformedClaimException {
    String came = text(claims, ROLE);
    return Stream.of(AccessRole.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(came))
        .findFirst()
        .orElseThrow(() -> wrong("role is none of admin, operator, analyst and store"));
  }

  private static @Nullable String storeId(JwtClaims claims, AccessRole role)
      throws MalformedClaimException {
    if (role == AccessRole.STORE) {
      String storeId = text(claims, STORE_ID);
      if (!StoreName.isUsable(storeId)) {
        throw wrong("store_id is not " + StoreName.EXPECTED);
      }
      return storeId;
    }
    if (claims.hasClaim(STORE_ID)) {
      throw wrong("store_id is there, but role is not store");
    }
    return null;
  }

  private static String subject(JwtClaims claims) throws MalformedClaimException {
    String subject = text(claims, "sub");
    if (!TokenRequest.isName(subject)) {
      throw wrong("sub is not 1 to 200 characters on one line");
    }
    return subject;
  }

  private static String tokenId(JwtClaims claims) throws MalformedClaimException {
    String tokenId = text(claims, "jti");
    if (!isTokenId(tokenId)) {
      throw wrong("jti is not 1 to 200 visible characters of ASCII");
    }
    return tokenId;
  }

  static boolean isTokenId(String text) {
    return TOKEN_ID.matcher(text).matches();
  }

  private static String text(JwtClaims claims, String name) throws MalformedClaimException {
    if (!claims.hasClaim(name)) {
      throw missing(name);
    }
    return claims.getStringClaimValue(name);
  }

  private static NotAuthenticatedException wrongType() {
    return wrong("a claim is of another type than RFC 7519 has it");
  }

  private static NotAuthenticatedException missing(String claim) {
    return new NotAuthenticatedException(
        Refusal.MISSING_CLAIM,
        "The token has no claim "
            + claim
            + "; expected iss, aud, sub, jti, iat, exp and role, and"
            + " store_id for a store. Get one that has them.");
  }

  private static NotAuthenticatedException wrong(String what) {
    return new NotAuthenticatedException(
        Refusal.WRONG_CLAIM, "The token cannot be used: " + what + ". Get one that is right.");
  }
}
