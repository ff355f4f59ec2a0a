package io.fedlog.coordinator.identity;

import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens count.
 *
 * @param keyFile the PEM file of this installation's own keys; null when it issues no tokens
 * @param issuer the iss claim of its own tokens
 * @param audience the aud claim that every token must have
 * @param oidc another issuer whose tokens count; null for none
 */
public record IdentitySettings(
    @Nullable Path keyFile, String issuer, String audience, @Nullable OidcSettings oidc) {

  public static final Setting<Path> KEY_FILE =
      Setting.path(
          "FL_TOKEN_KEY_FILE",
          "a PEM file with the Ed25519 private key that signs this installation's tokens; further"
              + " keys in it verify only");

  static final Setting<String> ISSUER =
      Setting.text("FL_TOKEN_ISSUER", "the iss claim of this installation's tokens")
          .withDefault("fedlog");

  static final Setting<String> AUDIENCE =
      Setting.text("FL_TOKEN_AUDIENCE", "the aud claim that every token must have")
          .withDefault("fedlog");

  static final Setting<String> OIDC_ISSUER =
      Setting.text("FL_OIDC_ISSUER", "an OIDC issuer whose tokens count too: its iss claim");

  static final Setting<String> OIDC_JWKS_URL =
      Setting.text("FL_OIDC_JWKS_URL", "where that issuer's keys are, a JSON Web Key Set")
          .that("that is an address", text -> URI.create(text).isAbsolute());

  /** Every setting of identity. */
  public static final List<Setting<?>> SETTINGS =
      List.of(KEY_FILE, ISSUER, AUDIENCE, OIDC_ISSUER, OIDC_JWKS_URL);

  public IdentitySettings {
    if (oidc != null && oidc.issuer().equals(issuer)) {
      throw new IllegalArgumentException(
          OIDC_ISSUER.name()
              + " and "
              + ISSUER.name()
              + " are both \""
              + issuer
              + "\"; expected two names, or either could sign for the other.");
    }
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException when a value cannot be used, or one of the OIDC issuer's is
   *     missing
   */
  public static IdentitySettings from(Settings settings) {
    Optional<String> oidcIssuer = settings.find(OIDC_ISSUER);
    Optional<String> jwks = settings.find(OIDC_JWKS_URL);
    if (oidcIssuer.isPresent() != jwks.isPresent()) {
      throw new IllegalArgumentException(
          "%s and %s belong together, and one is not set; set both or neither."
              .formatted(OIDC_ISSUER.name(), OIDC_JWKS_URL.name()));
    }
    OidcSettings oidc =
        oidcIssuer.isPresent()
            ? new OidcSettings(oidcIssuer.get(), URI.create(jwks.orElseThrow()))
            : null;
    return new IdentitySettings(
        settings.find(KEY_FILE).orElse(null), settings.get(ISSUER), settings.get(AUDIENCE), oidc);
  }
}
