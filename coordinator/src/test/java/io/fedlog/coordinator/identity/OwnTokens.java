package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Tokens of an issuer whose key is made for one test. */
public final class OwnTokens {

  private final Path keyFile;
  private final TokenIssuer issuer;

  /**
   * @param folder takes the key file
   */
  public OwnTokens(Path folder, InstantSource clock) {
    try {
      keyFile = HandMade.file(folder, HandMade.pem("PRIVATE KEY", HandMade.ed25519().getPrivate()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    issuer =
        Tokens.from(new IdentitySettings(keyFile, "fedlog", "fedlog", null))
            .issuer(clock, new SecureRandom());
  }

  /** For FL_TOKEN_KEY_FILE. */
  public Path keyFile() {
    return keyFile;
  }

  /** A person's token. */
  public String of(String subject, AccessRole role) {
    return issuer.issue(new TokenRequest(subject, role, null, Duration.ofHours(1))).text();
  }

  /** A store's token. */
  public String ofStore(String storeId) {
    return issuer
        .issue(new TokenRequest(storeId, AccessRole.STORE, storeId, Duration.ofHours(1)))
        .text();
  }
}
