package io.fedlog.coordinator.identity;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * This installation's own keys for tokens: the first private key signs, all verify, so that a key
 * can be changed while its tokens live on. A key's id is its RFC 7638 thumbprint. Immutable.
 */
public final class TokenKeys implements KeySource {

  private static final String HOW_TO_MAKE = "Make one with: openssl genpkey -algorithm ed25519";

  private final String signingKeyId;
  private final PrivateKey signingKey;
  private final Map<String, VerificationKey> keys;

  private TokenKeys(String signingKeyId, PrivateKey signingKey, Map<String, VerificationKey> keys) {
    this.signingKeyId = signingKeyId;
    this.signingKey = signingKey;
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a PEM file of one or more Ed25519 private keys; public keys in it verify only.
   *
   * @throws IllegalArgumentException when there is no usable key in it; the message names the file
   *     and shows nothing of it
   */
  public static TokenKeys read(Path file) {
    try {
      return of(PemFile.read(file));
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file");
    } catch (IOException | InvalidKeySpecException e) {
      throw unusable(file, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private static TokenKeys of(List<PemFile.Block> blocks) throws InvalidKeySpecException {
    List<PublicKey> all = new ArrayList<>();
    PrivateKey signing = null;
    PublicKey first = null;
    for (PemFile.Block block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          KeyPair pair = Ed25519Keys.pair(block.bytes());
          all.add(pair.getPublic());
          if (signing == null) {
            signing = pair.getPrivate();
            first = pair.getPublic();
          }
        }
        case "PUBLIC KEY" -> all.add(Ed25519Keys.publicKey(block.bytes()));
        default -> throw new InvalidKeySpecException("it has a block " + Shown.text(block.label()));
      }
    }
    if (signing == null || first == null) {
      throw new InvalidKeySpecException("it has public keys only");
    }
    Map<String, VerificationKey> byId = new LinkedHashMap<>();
    for (PublicKey key : all) {
      String id = id(key);
      byId.put(id, new VerificationKey(id, AlgorithmIdentifiers.EDDSA, key));
    }
    return new TokenKeys(id(first), signing, byId);
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  String signingKeyId() {
    return signingKeyId;
  }

  PrivateKey signingKey() {
    return signingKey;
  }

  /** The public halves as a JSON Web Key Set (RFC 7517), for {@code /.well-known/jwks.json}. */
  public String jwks() {
    List<JsonWebKey> all = new ArrayList<>();
    keys.values().stream()
        .sorted(Comparator.comparing(VerificationKey::keyId))
        .forEach(
            key -> {
              JsonWebKey jwk = new OctetKeyPairJsonWebKey(key.key());
              jwk.setKeyId(key.keyId());
              jwk.setAlgorithm(key.algorithm());
              jwk.setUse("sig");
              all.add(jwk);
            });
    return new JsonWebKeySet(all).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private static String id(PublicKey key) {
    return new OctetKeyPairJsonWebKey(key).calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private static IllegalArgumentException unusable(Path file, String why) {
    return new IllegalArgumentException(
        "The key for tokens cannot be used: "
            + file
            + ": "
            + why
            + ". Expected a PEM file with an unencrypted Ed25519 PRIVATE KEY. "
            + HOW_TO_MAKE);
  }

  @Override
  public String toString() {
    return "TokenKeys" + keys.keySet();
  }
}
