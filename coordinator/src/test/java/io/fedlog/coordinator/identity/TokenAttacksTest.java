package io.fedlog.coordinator.identity;

import static io.fedlog.coordinator.identity.HandMade.encoded;
import static io.fedlog.coordinator.identity.HandMade.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fedlog.schemas.AccessRole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as an attacker would make them. Noon is 1795176000. */
class TokenAttacksTest {

  private static final String GOOD =
      """
      {"iss":"fedlog","aud":"fedlog","sub":"north","jti":"j-1","role":"store",\
      "store_id":"north","iat":1795176000,"nbf":1795176000,"exp":1795179600}""";

  @TempDir Path folder;

  private final SetClock clock = new SetClock();
  private final MemoryAccess access = new MemoryAccess(clock);
  private final KeyPair pair = HandMade.ed25519();
  private String keyId = "";
  private TokenVerifier verifier;

  @BeforeEach
  void trustOneKey() throws Exception {
    TokenKeys keys =
        TokenKeys.read(HandMade.file(folder, HandMade.pem("PRIVATE KEY", pair.getPrivate())));
    keyId = keys.signingKeyId();
    verifier =
        new TokenVerifier(
            List.of(new TrustedIssuer("fedlog", "fedlog", keys, Via.TOKEN)), access.view(), clock);
  }

  @Test
  void shouldKnowTheStore_whenTheTokenIsGood() {
    assertThat(verifier.verify(ours(GOOD)))
        .isEqualTo(new Caller("north", AccessRole.STORE, "north", "j-1", Via.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
  void shouldRefuse_whenTheAlgorithmIsNone(String none) {
    String header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(none, keyId);

    assertRefused(Refusal.WRONG_ALGORITHM, encoded(header) + "." + encoded(GOOD) + ".");
    assertRefused(Refusal.WRONG_ALGORITHM, signed(header, GOOD, pair.getPrivate(), "Ed25519"));
  }

  @Test
  void shouldRefuse_whenAnAlgorithmIsMissingOrNoText() {
    assertRefused(Refusal.WRONG_ALGORITHM, withHeader("{\"kid\":\"%s\"}".formatted(keyId)));
    assertRefused(
        Refusal.WRONG_ALGORITHM,
        withHeader("{\"alg\":[\"EdDSA\"],\"kid\":\"%s\"}".formatted(keyId)));
  }

  @Test
  void shouldRefuse_whenThePublicKeyIsUsedAsASecret() {
    String header = "{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(keyId);
    byte[] encodedKey = pair.getPublic().getEncoded();
    byte[] asPem = HandMade.pem("PUBLIC KEY", pair.getPublic()).getBytes(StandardCharsets.US_ASCII);

    assertRefused(Refusal.WRONG_ALGORITHM, HandMade.macked(header, GOOD, encodedKey));
    assertRefused(
        Refusal.WRONG_ALGORITHM, HandMade.macked(header, GOOD, HandMade.raw(pair.getPublic())));
    assertRefused(Refusal.WRONG_ALGORITHM, HandMade.macked(header, GOOD, asPem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "PS256", "ES512", "EdDsa", "Ed25519"})
  void shouldRefuse_whenTheAlgorithmIsNotTheKeys(String other) {
    assertRefused(
        Refusal.WRONG_ALGORITHM,
        withHeader("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(other, keyId)));
  }

  @Test
  void shouldRefuse_whenAnotherKeySigned() {
    KeyPair theirs = HandMade.ed25519();
    String x = HandMade.base64(HandMade.raw(theirs.getPublic()));
    String jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}".formatted(x);
    String plain = "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}".formatted(keyId);
    String bringsItsKey = "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"jwk\":%s}".formatted(keyId, jwk);

    for (String header : List.of(plain, bringsItsKey)) {
      assertRefused(Refusal.BAD_SIGNATURE, signed(header, GOOD, theirs.getPrivate(), "Ed25519"));
    }
  }

  @Test
  void shouldRefuse_whenTheKeyIsUnknown() {
    for (String kid :
        List.of("", ",\"kid\":\"other\"", ",\"kid\":7", ",\"kid\":\"../../etc/passwd\"")) {
      assertRefused(Refusal.UNKNOWN_KEY, withHeader("{\"alg\":\"EdDSA\"" + kid + "}"));
    }
  }

  @Test
  void shouldRefuse_whenAPartWasChanged() {
    String token = ours(GOOD);
    String[] parts = token.split("\\.");
    String other = encoded(GOOD.replace("\"store_id\":\"north\"", "\"store_id\":\"south\""));

    assertRefused(Refusal.BAD_SIGNATURE, parts[0] + "." + other + "." + parts[2]);
    assertRefused(Refusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + parts[2].substring(4));
    assertRefused(Refusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + ".");
    assertRefused(
        Refusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + HandMade.base64(new byte[64]));
  }

  @ParameterizedTest
  @CsvSource({
    "3629, true", // 12:00 + 1 h + 30 s - 1 s
    "3630, false"
  })
  void shouldEnd_whenItsTimeAndTheSkewAreOver(int seconds, boolean counts) {
    clock.advance(Duration.ofSeconds(seconds));

    assertCounts(counts, Refusal.EXPIRED, GOOD);
  }

  @ParameterizedTest
  @CsvSource({"nbf, 1795176030, true", "nbf, 1795176031, false"})
  void shouldNotBegin_beforeItsTime(String claim, String time, boolean counts) {
    String payload = GOOD.replace("\"" + claim + "\":1795176000", "\"" + claim + "\":" + time);

    assertCounts(counts, Refusal.NOT_YET_VALID, payload);
  }

  @Test
  void shouldRefuse_whenItIsIssuedInTheFuture() {
    assertRefused(
        Refusal.NOT_YET_VALID, ours(GOOD.replace("\"iat\":1795176000", "\"iat\":1795176031")));
  }

  @ParameterizedTest
  @CsvSource({"1795262400, true", "1795262401, false"}) // noon + 24 h
  void shouldRefuse_whenItLivesLongerThanADay(String end, boolean counts) {
    assertCounts(counts, Refusal.TOO_LONG_LIVED, GOOD.replace("1795179600", end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775807", "-1", "253402300800", "\"1795179600\"", "1e300", "null"})
  void shouldRefuse_whenTheEndIsNoTime(String end) {
    NotAuthenticatedException refused = refusal(ours(GOOD.replace("1795179600", end)));

    assertThat(refused.refusal())
        .isIn(
            Refusal.WRONG_CLAIM, Refusal.MISSING_CLAIM, Refusal.TOO_LONG_LIVED, Refusal.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "WRONG_AUDIENCE|\"aud\":\"fedlog\"|\"aud\":\"other\"",
        "WRONG_AUDIENCE|\"aud\":\"fedlog\",|",
        "WRONG_AUDIENCE|\"aud\":\"fedlog\"|\"aud\":[]",
        "WRONG_AUDIENCE|\"aud\":\"fedlog\"|\"aud\":[\"fedlog2\",\"Fedlog\"]",
        "WRONG_ISSUER|\"iss\":\"fedlog\"|\"iss\":\"other\"",
        "WRONG_ISSUER|\"iss\":\"fedlog\"|\"iss\":\"fedlog/\"",
        "WRONG_ISSUER|\"iss\":\"fedlog\",|",
        "MISSING_CLAIM|\"role\":\"store\",|",
        "MISSING_CLAIM|\"store_id\":\"north\",|",
        "MISSING_CLAIM|\"sub\":\"north\",|",
        "MISSING_CLAIM|\"jti\":\"j-1\",|",
        "MISSING_CLAIM|\"iat\":1795176000,|",
        "MISSING_CLAIM|,\"exp\":1795179600|",
        "WRONG_CLAIM|\"role\":\"store\"|\"role\":\"root\"",
        "WRONG_CLAIM|\"role\":\"store\"|\"role\":\"ADMIN\"",
        "WRONG_CLAIM|\"role\":\"store\"|\"role\":[\"admin\"]",
        "WRONG_CLAIM|\"role\":\"store\"|\"role\":\"admin\"",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":[\"north\",\"south\"]",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":\"\"",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":\"north#seal\"",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":\"a\\nb\"",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":\"coordinator\"",
        "WRONG_CLAIM|\"store_id\":\"north\"|\"store_id\":\"aggregator/1\"",
        "WRONG_CLAIM|\"sub\":\"north\"|\"sub\":\"a\\nb\"",
        "WRONG_CLAIM|\"jti\":\"j-1\"|\"jti\":\"j 1\"",
        "MALFORMED|\"role\":\"store\"|\"role\":\"store\",\"role\":\"admin\"",
        "MALFORMED|\"iss\":\"fedlog\"|\"iss\":\"fedlog\",\"iss\":\"fedlog\"",
        "MALFORMED|\"iss\":\"fedlog\"|\"iss\":[\"fedlog\"]",
        "MALFORMED|}|",
      })
  void shouldRefuse_whenAClaimDoesNotHold(Refusal expected, String from, String to) {
    assertThat(GOOD).contains(from);

    assertRefused(expected, ours(GOOD.replace(from, to == null ? "" : to)));
  }

  @Test
  void shouldTakeOneOfSeveralAudiences() {
    String payload = GOOD.replace("\"aud\":\"fedlog\"", "\"aud\":[\"other\",\"fedlog\"]");

    assertThat(verifier.verify(ours(payload)).subject()).isEqualTo("north");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"alg\":\"none\"", // the second of two
        ",\"crit\":[\"exp\"]",
        ",\"b64\":false",
        ",\"typ\":\"logout+jwt\"",
        ",\"typ\":7",
      })
  void shouldRefuse_whenTheHeaderHoldsASurprise(String more) {
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"%s\"%s}".formatted(keyId, more);

    assertRefused(Refusal.MALFORMED, withHeader(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "a.b", "a.b.c.d.e", "a.b.c", "é.b.c", "a b.c.d"})
  void shouldRefuse_whenItIsNoToken(String text) {
    assertRefused(Refusal.MALFORMED, text);
  }

  @Test
  void shouldRefuse_whenSomethingHangsOnAGoodToken() {
    String token = ours(GOOD);
    for (String text : List.of(token + "\n", " " + token, token + "=", token + ".x")) {
      assertRefused(Refusal.MALFORMED, text);
    }
  }

  @Test
  void shouldRefuseUnread_whenItIsTooLong() {
    String filler = "\"x\":\"" + "a".repeat(8192) + "\",";

    assertRefused(Refusal.TOO_LARGE, ours(GOOD.replace("\"iss\"", filler + "\"iss\"")));
    assertRefused(Refusal.TOO_LARGE, "a".repeat(8193));
    assertRefused(Refusal.MALFORMED, "a".repeat(8192));
  }

  @Test
  void shouldRefuse_whenItIsNestedDeeply() {
    String deep = "\"x\":" + "[".repeat(2500) + "]".repeat(2500) + ",";
    String payload = GOOD.replace("\"iss\"", deep + "\"iss\"");
    String header = "{" + deep + "\"alg\":\"none\"}";

    assertThat(ours(payload).length()).isLessThan(TokenVerifier.LONGEST_TOKEN);
    assertThat(verifier.verify(ours(payload)).subject()).isEqualTo("north"); // harmless
    assertRefused(Refusal.WRONG_ALGORITHM, withHeader(header));
  }

  @Test
  void shouldRefuse_whenItIsRevoked() {
    new Revocations(access.view(), access, clock).revoke(Caller.commandLine(), "j-1");

    assertRefused(Refusal.REVOKED, ours(GOOD));
    assertThat(verifier.verify(ours(GOOD.replace("j-1", "j-2"))).tokenId()).isEqualTo("j-2");
  }

  @Test
  void shouldRefuse_whenItsStoreIsRevoked() {
    Enrolment enrolment = new Enrolment(access.view(), access, clock, new SecureRandom());
    String code = enrolment.newCode(Caller.commandLine(), "north", Duration.ofHours(1)).code();
    byte[] key = HandMade.ed25519().getPublic().getEncoded();
    assertThat(enrolment.enrol(code, "north", key).getStoreId()).isEqualTo("north");
    assertThat(verifier.verify(ours(GOOD)).subject()).isEqualTo("north");

    enrolment.revoke(Caller.commandLine(), "north");

    assertRefused(Refusal.STORE_REVOKED, ours(GOOD));
    assertThat(verifier.verify(ours(GOOD.replace("north", "south"))).storeId()).isEqualTo("south");
  }

  @Test
  void shouldRefuse_whenItsUserIsDisabled() {
    Users users = new Users(access.view(), access, clock, new SecureRandom());
    users.put(Caller.commandLine(), "ada", AccessRole.ADMIN, "a long password".toCharArray());
    String ada =
        GOOD.replace("\"sub\":\"north\"", "\"sub\":\"ada\"")
            .replace("\"role\":\"store\",\"store_id\":\"north\"", "\"role\":\"admin\"");
    assertThat(verifier.verify(ours(ada)).role()).isEqualTo(AccessRole.ADMIN);

    users.disable(Caller.commandLine(), "ada");

    assertRefused(Refusal.USER_DISABLED, ours(ada));
  }

  @Test
  void shouldSayNeitherYesNorNo_beforeRevocationsAreRead() {
    TokenVerifier early =
        new TokenVerifier(
            List.of(
                new TrustedIssuer(
                    "fedlog",
                    "fedlog",
                    id -> Optional.of(new VerificationKey(id, "EdDSA", pair.getPublic())),
                    Via.TOKEN)),
            new AccessView(),
            clock);

    assertThat(
            catchThrowableOfType(
                IdentityUnavailableException.class, () -> early.verify(ours(GOOD))))
        .hasMessageContaining("Try again");
  }

  private void assertCounts(boolean counts, Refusal otherwise, String payload) {
    if (counts) {
      assertThat(verifier.verify(ours(payload)).storeId()).isEqualTo("north");
    } else {
      assertRefused(otherwise, ours(payload));
    }
  }

  private void assertRefused(Refusal expected, String token) {
    assertThat(refusal(token).refusal()).isEqualTo(expected);
  }

  /** Whatever the refusal, neither message nor cause shows a part of the token. */
  private NotAuthenticatedException refusal(String token) {
    NotAuthenticatedException refused =
        catchThrowableOfType(NotAuthenticatedException.class, () -> verifier.verify(token));
    assertThat(refused).isNotNull().hasNoCause();
    for (String part : token.split("\\.")) {
      if (part.length() > 8) {
        assertThat(refused.toString()).doesNotContain(part);
      }
    }
    return refused;
  }

  private String ours(String payload) {
    String header = "{\"typ\":\"at+jwt\",\"alg\":\"EdDSA\",\"kid\":\"%s\"}".formatted(keyId);
    return signed(header, payload, pair.getPrivate(), "Ed25519");
  }

  private String withHeader(String header) {
    return signed(header, GOOD, pair.getPrivate(), "Ed25519");
  }
}
