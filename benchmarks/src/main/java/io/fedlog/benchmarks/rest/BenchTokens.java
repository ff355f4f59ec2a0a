package io.fedlog.benchmarks.rest;

import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.identity.TokenIssuer;
import io.fedlog.coordinator.identity.TokenRequest;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.AccessRole;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that a coordinator believes which has the same key. Thread-safe. */
final class BenchTokens {

  private static final Duration LIFE = Duration.ofHours(1);

  private final Path keyFile;
  private final TokenIssuer issuer;
  private final Map<String, String> ofStores = new ConcurrentHashMap<>();

  /**
   * @param folder takes the key
   */
  BenchTokens(Path folder) {
    this.keyFile = folder.resolve("token-key.pem");
    SigningKey unused = SigningKeyFile.open(keyFile);
    this.issuer =
        Tokens.from(new IdentitySettings(keyFile, "fedlog", "fedlog", null))
            .issuer(InstantSource.system(), new SecureRandom());
  }

  Path keyFile() {
    return keyFile;
  }

  String admin() {
    return issuer.issue(new TokenRequest("bench", AccessRole.ADMIN, null, LIFE)).text();
  }

  /** The same for every call. */
  String of(String storeId) {
    return ofStores.computeIfAbsent(
        storeId, id -> issuer.issue(new TokenRequest(id, AccessRole.STORE, id, LIFE)).text());
  }
}
