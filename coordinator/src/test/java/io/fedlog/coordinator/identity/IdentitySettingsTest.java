package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.runtime.Settings;
import io.fedlog.schemas.AccessRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentitySettingsTest {

  private static final String ISSUER = "https://id.example";
  private static final String KEYS = "https://id.example/keys";

  private final SetClock clock = new SetClock();

  @Test
  void shouldTrustNobody_whenNothingIsSet() {
    IdentitySettings settings = settings();
    assertThat(settings).isEqualTo(new IdentitySettings(null, "fedlog", "fedlog", null));
    Tokens tokens = Tokens.from(settings);
    assertThat(tokens.keys()).isEmpty();
    assertThatThrownBy(() -> tokens.issuer(clock, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FL_TOKEN_KEY_FILE is not set");
    assertThatThrownBy(() -> tokens.verifier(new MemoryAccess(clock).view(), clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither FL_TOKEN_KEY_FILE nor an OIDC issuer is set")
        .hasMessageContaining("openssl genpkey");
  }

  @Test
  void shouldVerifyWhatItIssues_whenAKeyIsSet(@TempDir Path folder) throws Exception {
    Path file = HandMade.file(folder, HandMade.pem("PRIVATE KEY", HandMade.ed25519().getPrivate()));
    Tokens tokens =
        Tokens.from(settings("FL_TOKEN_KEY_FILE", file.toString(), "FL_TOKEN_AUDIENCE", "trial"));

    IssuedToken token =
        tokens
            .issuer(clock, new Random(1))
            .issue(new TokenRequest("ada", AccessRole.ADMIN, null, Duration.ofHours(1)));

    assertThat(
            tokens.verifier(new MemoryAccess(clock).view(), clock).verify(token.text()).tokenId())
        .isEqualTo(token.tokenId());
  }

  @Test
  void shouldReadTheOidcIssuer() {
    assertThat(settings("FL_OIDC_ISSUER", ISSUER, "FL_OIDC_JWKS_URL", KEYS).oidc())
        .isEqualTo(new OidcSettings(ISSUER, URI.create(KEYS)));
  }

  @Test
  void shouldSayWhatIsWrong_whenTheOidcIssuerCannotBe() {
    assertThatThrownBy(() -> settings("FL_OIDC_ISSUER", ISSUER))
        .hasMessageContaining("set both or neither");
    assertThatThrownBy(() -> settings("FL_OIDC_JWKS_URL", KEYS))
        .hasMessageContaining("set both or neither");
    assertThatThrownBy(() -> settings("FL_OIDC_ISSUER", ISSUER, "FL_OIDC_JWKS_URL", "not a url"))
        .hasMessageContaining("FL_OIDC_JWKS_URL");
    assertThatThrownBy(
            () ->
                settings(
                    "FL_OIDC_ISSUER", ISSUER, "FL_OIDC_JWKS_URL", KEYS, "FL_TOKEN_ISSUER", ISSUER))
        .hasMessageContaining("expected two names");
  }

  private static IdentitySettings settings(String... more) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return IdentitySettings.from(Settings.fromEnv(environment));
  }
}
