package io.fedlog.coordinator.identity;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Tells who a token speaks for, or why it does not count (RFC 7519, RFC 8725). The issuer's key
 * fixes the algorithm; keys and addresses in a token's header are never looked at. Thread-safe.
 */
public final class TokenVerifier {

  /** Characters of the longest token. */
  public static final int LONGEST_TOKEN = 8192;

  private static final Pattern THREE_PARTS =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+");
  private static final Set<String> ALGORITHMS =
      Set.of(
          AlgorithmIdentifiers.EDDSA,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final Map<String, TrustedIssuer> issuers;
  private final ClaimRules rules;
  private final Standing standing;

  TokenVerifier(List<TrustedIssuer> issuers, AccessView access, InstantSource clock) {
    this.issuers =
        issuers.stream().collect(Collectors.toMap(TrustedIssuer::name, Function.identity()));
    this.rules = new ClaimRules(clock);
    this.standing = new Standing(access);
  }

  /**
   * Whom the token names.
   *
   * @throws NotAuthenticatedException when it does not count
   * @throws IdentityUnavailableException when it cannot be told at the moment
   */
  public Caller verify(String token) {
    if (token.length() > LONGEST_TOKEN) {
      throw tooLarge(token.length());
    }
    JsonWebSignature signed = parsed(token);
    checkHeader(signed);
    TrustedIssuer issuer = issuer(claims(signed));
    checkSignature(signed, issuer);
    JwtClaims claims = claims(signed);
    Caller caller = rules.caller(claims, issuer);
    standing.check(caller, ClaimRules.issuedAt(claims));
    return caller;
  }

  static NotAuthenticatedException tooLarge(int came) {
    return new NotAuthenticatedException(
        Refusal.TOO_LARGE,
        "A token may have " + LONGEST_TOKEN + " characters, and this one has " + came + ".");
  }

  private static JsonWebSignature parsed(String token) {
    if (!THREE_PARTS.matcher(token).matches()) {
      throw malformed();
    }
    JsonWebSignature signed = new JsonWebSignature();
    try {
      signed.setCompactSerialization(token);
      return signed;
    } catch (JoseException | RuntimeException e) {
      throw malformed(); // without the cause, whose message has parts of the token
    }
  }

  private static void checkHeader(JsonWebSignature signed) {
    if (!(signed.getObjectHeader("alg") instanceof String algorithm)
        || !ALGORITHMS.contains(algorithm)) {
      throw wrongAlgorithm();
    }
    Object type = signed.getObjectHeader("typ");
    boolean knownType =
        type == null
            || type instanceof String text && TYPES.stream().anyMatch(text::equalsIgnoreCase);
    if (!knownType
        || signed.getObjectHeader("crit") != null
        || signed.getObjectHeader("b64") != null) {
      throw malformed();
    }
  }

  private static JwtClaims claims(JsonWebSignature signed) {
    try {
      return JwtClaims.parse(signed.getUnverifiedPayload());
    } catch (InvalidJwtException | RuntimeException e) {
      throw malformed(); // without the cause, whose message has the claims
    }
  }

  /** By a claim that is not verified yet: it only chooses whose keys must have signed it. */
  private TrustedIssuer issuer(JwtClaims unverified) {
    TrustedIssuer issuer = issuers.get(issuerName(unverified));
    if (issuer == null) {
      throw new NotAuthenticatedException(
          Refusal.WRONG_ISSUER,
          "The token's iss is none whose tokens count here: expected one of "
              + issuers.keySet()
              + ".");
    }
    return issuer;
  }

  private static @Nullable String issuerName(JwtClaims claims) {
    try {
      return claims.getIssuer();
    } catch (MalformedClaimException e) {
      throw malformed();
    }
  }

  private static void checkSignature(JsonWebSignature signed, TrustedIssuer issuer) {
    if (!(signed.getObjectHeader("kid") instanceof String keyId)) {
      throw unknownKey();
    }
    VerificationKey key = issuer.keys().find(keyId).orElseThrow(TokenVerifier::unknownKey);
    if (!key.algorithm().equals(signed.getAlgorithmHeaderValue())) {
      throw wrongAlgorithm();
    }
    signed.setAlgorithmConstraints(
        new AlgorithmConstraints(ConstraintType.PERMIT, key.algorithm()));
    signed.setKey(key.key());
    if (!holds(signed)) {
      throw new NotAuthenticatedException(
          Refusal.BAD_SIGNATURE, "The token's signature is not its issuer's. Get a new token.");
    }
  }

  private static boolean holds(JsonWebSignature signed) {
    try {
      return signed.verifySignature();
    } catch (JoseException e) {
      return false; // such as a signature of another length
    }
  }

  private static NotAuthenticatedException malformed() {
    return new NotAuthenticatedException(
        Refusal.MALFORMED,
        "Expected a signed JSON Web Token of three parts, each member once, came something else.");
  }

  private static NotAuthenticatedException wrongAlgorithm() {
    return new NotAuthenticatedException(
        Refusal.WRONG_ALGORITHM,
        "The token's alg is not the one its issuer's key is used with: EdDSA, or RS256 or ES256 by"
            + " an OIDC issuer's keys.");
  }

  private static NotAuthenticatedException unknownKey() {
    return new NotAuthenticatedException(
        Refusal.UNKNOWN_KEY,
        "The token's kid is none of its issuer's keys. Get a new token, signed with a key in use.");
  }
}
