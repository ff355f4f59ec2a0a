package io.fedlog.coordinator.identity;

import java.net.URI;

/**
 * The OIDC issuer whose tokens count.
 *
 * @param issuer its iss claim, letter for letter
 * @param jwks where its keys are
 */
public record OidcSettings(String issuer, URI jwks) {

  public OidcSettings {
    if (!isAddress(jwks)) {
      throw new IllegalArgumentException(
          IdentitySettings.OIDC_JWKS_URL.name()
              + " is \""
              + jwks
              + "\"; expected an address that starts with https://, or with http:// on this"
              + " machine, without user and password.");
    }
  }

  /** Whoever can answer in the issuer's place can sign anything, so the way there is encrypted. */
  private static boolean isAddress(URI address) {
    if (address.getHost() == null || address.getUserInfo() != null) {
      return false;
    }
    boolean here = address.getHost().matches("localhost|127\\.0\\.0\\.1|\\[::1]");
    return "https".equals(address.getScheme()) || here && "http".equals(address.getScheme());
  }
}
