package io.fedlog.coordinator.identity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the settings: who issues tokens here and who checks them. */
public final class Tokens {

  private static final Duration FETCH_WITHIN = Duration.ofSeconds(5);

  private static final String MAKE_ONE =
      "Make a key with: openssl genpkey -algorithm ed25519 -out token-key.pem";

  private final IdentitySettings settings;
  private final @Nullable TokenKeys keys;

  private Tokens(IdentitySettings settings, @Nullable TokenKeys keys) {
    this.settings = settings;
    this.keys = keys;
  }

  /**
   * Reads the keys that the settings name.
   *
   * @throws IllegalArgumentException when the key file cannot be used
   */
  public static Tokens from(IdentitySettings settings) {
    return new Tokens(
        settings, settings.keyFile() == null ? null : TokenKeys.read(settings.keyFile()));
  }

  /** This installation's own keys; empty when it has none. */
  public Optional<TokenKeys> keys() {
    return Optional.ofNullable(keys);
  }

  /**
   * Issues tokens.
   *
   * @param random unpredictable
   * @throws IllegalArgumentException when there is no key
   */
  public TokenIssuer issuer(InstantSource clock, RandomGenerator random) {
    if (keys == null) {
      throw new IllegalArgumentException(
          IdentitySettings.KEY_FILE.name()
              + " is not set; expected a PEM file with the Ed25519 private key that signs tokens. "
              + MAKE_ONE);
    }
    return new TokenIssuer(keys, settings.issuer(), settings.audience(), clock, random);
  }

  /**
   * Checks tokens of this installation and of its OIDC issuer, as far as it has them.
   *
   * @throws IllegalArgumentException when it has neither
   */
  public TokenVerifier verifier(AccessView access, InstantSource clock) {
    List<TrustedIssuer> issuers = new ArrayList<>();
    if (keys != null) {
      issuers.add(new TrustedIssuer(settings.issuer(), settings.audience(), keys, Via.TOKEN));
    }
    OidcSettings oidc = settings.oidc();
    if (oidc != null) {
      CachedKeys cached = new CachedKeys(new JwksFetch(oidc.jwks(), FETCH_WITHIN), clock);
      issuers.add(new TrustedIssuer(oidc.issuer(), settings.audience(), cached, Via.OIDC));
    }
    if (issuers.isEmpty()) {
      throw new IllegalArgumentException(
          "Nobody's tokens would count: neither %s nor an OIDC issuer is set. %s"
              .formatted(IdentitySettings.KEY_FILE.name(), MAKE_ONE));
    }
    return new TokenVerifier(issuers, access, clock);
  }
}
