package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.AccessRole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIssuerTest {

  /** RFC 8037, appendix A.3: the thumbprint of the key of RFC 8032, section 7.1, test 1. */
  private static final String THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final SetClock clock = new SetClock();

  @Test
  void shouldSayWhoForWhomAndHowLong_inATokenThatTheJdkVerifies() throws Exception {
    IssuedToken token = issue(new TokenRequest("n-1", AccessRole.STORE, "north", hours(1)));

    String[] parts = token.text().split("\\.");
    JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    assertThat(header)
        .isEqualTo(
            JSON.readTree(
                "{\"typ\":\"at+jwt\",\"alg\":\"EdDSA\",\"kid\":\"%s\"}".formatted(THUMBPRINT)));
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims)
        .isEqualTo(
            JSON.readTree(
                """
                {"iss":"fedlog","aud":"fl","sub":"n-1","jti":"%s","role":"store",
                 "store_id":"north","iat":1795176000,"nbf":1795176000,"exp":1795179600}
                """
                    .formatted(token.tokenId())));
    assertThat(Base64.getUrlDecoder().decode(token.tokenId())).hasSize(16);
    assertThat(token.expiresAt()).isEqualTo(SetClock.NOON.plusSeconds(3600));

    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(Base64.getDecoder().decode(HandMade.RFC_8032_PUBLIC))));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void shouldBeTakenByTheVerifierOfItsAudienceOnly() throws Exception {
    IssuedToken token = issue(new TokenRequest("ada", AccessRole.ANALYST, null, hours(24)));

    assertThat(verifier("fl").verify(token.text()))
        .isEqualTo(new Caller("ada", AccessRole.ANALYST, null, token.tokenId(), Via.TOKEN));
    assertThatThrownBy(() -> verifier("fedlog").verify(token.text()))
        .isInstanceOf(NotAuthenticatedException.class);
  }

  @Test
  void shouldHideTheToken_whenPrinted() throws Exception {
    IssuedToken token = issue(new TokenRequest("ada", AccessRole.ADMIN, null, hours(1)));

    assertThat(token.toString())
        .contains(token.tokenId())
        .doesNotContain(token.text().substring(0, 10));
  }

  @Test
  void shouldRefuseWhatNoTokenMaySay() {
    assertRefused("store_id", "a", AccessRole.STORE, null, hours(1));
    assertRefused("store_id", "a", AccessRole.STORE, "coordinator", hours(1));
    assertRefused("store_id", "a", AccessRole.ADMIN, "north", hours(1));
    assertRefused("life", "a", AccessRole.ADMIN, null, hours(24).plusSeconds(1));
    assertRefused("life", "a", AccessRole.ADMIN, null, Duration.ofMillis(999));
    assertRefused("life", "a", AccessRole.ADMIN, null, hours(-1));
    assertRefused("subject", " ", AccessRole.ADMIN, null, hours(1));
    assertRefused("subject", "a\nb", AccessRole.ADMIN, null, hours(1));
    assertRefused("subject", "a".repeat(201), AccessRole.ADMIN, null, hours(1));
  }

  @Test
  void shouldVerifyWithEveryKeyAndSignWithTheFirst_whenKeysAreChanged() throws Exception {
    KeyPair old = HandMade.ed25519();
    KeyPair retired = HandMade.ed25519();
    Path file =
        HandMade.file(
            folder,
            HandMade.pem("PRIVATE KEY", HandMade.RFC_8032_PRIVATE),
            HandMade.pem("PRIVATE KEY", old.getPrivate()),
            HandMade.pem("PUBLIC KEY", retired.getPublic()));
    TokenKeys keys = TokenKeys.read(file);

    assertThat(keys.signingKeyId()).isEqualTo(THUMBPRINT);
    JsonNode jwks = JSON.readTree(keys.jwks()).get("keys");
    assertThat(jwks.findValuesAsText("x"))
        .containsExactlyInAnyOrder(
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", // RFC 8037, appendix A.2
            HandMade.base64(HandMade.raw(old.getPublic())),
            HandMade.base64(HandMade.raw(retired.getPublic())));
    for (JsonNode jwk : jwks) {
      assertThat(jwk.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("kty", "crv", "x", "kid", "use", "alg");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing here",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n" + HandMade.RFC_8032_PUBLIC + "\n-----END PUBLIC KEY-----\n",
      })
  void shouldSayWhatToDo_whenTheFileHasNoUsableKey(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.pem"), content);

    assertThatThrownBy(() -> TokenKeys.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad.pem")
        .hasMessageContaining("openssl genpkey -algorithm ed25519")
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void shouldRefuseAKeyOfAnotherKind() throws Exception {
    Path file = HandMade.file(folder, HandMade.pem("PRIVATE KEY", HandMade.rsa(2048).getPrivate()));

    assertThatThrownBy(() -> TokenKeys.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Ed25519");
    assertThatThrownBy(() -> TokenKeys.read(folder.resolve("none.pem")))
        .hasMessageContaining("no such file");
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  private IssuedToken issue(TokenRequest request) throws Exception {
    return new TokenIssuer(keys(), "fedlog", "fl", clock, new Random(1)).issue(request);
  }

  private TokenVerifier verifier(String audience) throws Exception {
    return new TokenVerifier(
        List.of(new TrustedIssuer("fedlog", audience, keys(), Via.TOKEN)),
        new MemoryAccess(clock).view(),
        clock);
  }

  private TokenKeys keys() throws Exception {
    return TokenKeys.read(
        HandMade.file(folder, HandMade.pem("PRIVATE KEY", HandMade.RFC_8032_PRIVATE)));
  }

  private static void assertRefused(
      String field, String subject, AccessRole role, String storeId, Duration life) {
    assertThatThrownBy(() -> new TokenRequest(subject, role, storeId, life))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field);
  }
}
