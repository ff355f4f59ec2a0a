package io.fedlog.coordinator.identity;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/**
 * The keys of a JSON Web Key Set (RFC 7517) that may sign tokens: RSA of 2048 bits or more, EC on
 * P-256, Ed25519, each for one algorithm. Symmetric keys, keys for other uses and keys without an
 * id are left out; of two with one id the first holds.
 */
final class JwksDocument {

  private static final int FEWEST_RSA_BITS = 2048;

  private JwksDocument() {}

  /**
   * The keys by id.
   *
   * @throws IllegalArgumentException when the text is no key set
   */
  static Map<String, VerificationKey> read(String json) {
    List<JsonWebKey> all;
    try {
      all = new JsonWebKeySet(json).getJsonWebKeys();
    } catch (JoseException | RuntimeException e) {
      throw new IllegalArgumentException("expected a JSON Web Key Set, came something else", e);
    }
    Map<String, VerificationKey> byId = new LinkedHashMap<>();
    for (JsonWebKey jwk : all) {
      usable(jwk).ifPresent(key -> byId.putIfAbsent(key.keyId(), key));
    }
    return Map.copyOf(byId);
  }

  private static Optional<VerificationKey> usable(JsonWebKey jwk) {
    if (!(jwk instanceof PublicJsonWebKey asymmetric)
        || jwk.getKeyId() == null
        || !forSignatures(jwk)) {
      return Optional.empty();
    }
    PublicKey key = asymmetric.getPublicKey();
    return algorithm(jwk, key)
        .filter(algorithm -> jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm))
        .map(algorithm -> new VerificationKey(jwk.getKeyId(), algorithm, key));
  }

  private static boolean forSignatures(JsonWebKey jwk) {
    boolean use = jwk.getUse() == null || jwk.getUse().equals("sig");
    return use && (jwk.getKeyOps() == null || jwk.getKeyOps().contains("verify"));
  }

  private static Optional<String> algorithm(JsonWebKey jwk, PublicKey key) {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= FEWEST_RSA_BITS) {
      return Optional.of(AlgorithmIdentifiers.RSA_USING_SHA256);
    }
    if (key instanceof ECPublicKey
        && jwk instanceof EllipticCurveJsonWebKey ec
        && "P-256".equals(ec.getCurveName())) {
      return Optional.of(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      return Optional.of(AlgorithmIdentifiers.EDDSA);
    }
    return Optional.empty();
  }
}
