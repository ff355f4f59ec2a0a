package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.fedlog.schemas.AccessRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An OIDC issuer's tokens, its keys behind a real HTTP server. */
class OidcKeysTest {

  private static final String GOOD =
      """
      {"iss":"https://id.example","aud":["fedlog","account"],"sub":"ada","jti":"j-1",\
      "role":"operator","iat":1795176000,"exp":1795179600}""";

  private static final KeyPair RSA = HandMade.rsa(2048);
  private static final KeyPair EC = HandMade.p256();

  /** What the server does with a request. */
  private interface Answer {
    byte[] body() throws IOException, InterruptedException;
  }

  private final SetClock clock = new SetClock();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Answer answer = () -> new byte[0];
  private volatile int status = 200;
  private HttpServer server;
  private TokenVerifier verifier;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().flush();
            exchange.getResponseBody().write(answer.body());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    CachedKeys keys = new CachedKeys(new JwksFetch(address, Duration.ofSeconds(2)), clock);
    verifier =
        new TokenVerifier(
            List.of(new TrustedIssuer("https://id.example", "fedlog", keys, Via.OIDC)),
            new MemoryAccess(clock).view(),
            clock);
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void shouldTakeRsaAndEcKeys_andAskOnce() {
    publish(HandMade.jwk("r", (RSAPublicKey) RSA.getPublic(), ",\"use\":\"sig\""), ec("e"));

    assertThat(verifier.verify(rs256("r")))
        .isEqualTo(new Caller("ada", AccessRole.OPERATOR, null, "j-1", Via.OIDC));
    assertThat(verifier.verify(es256("e")).subject()).isEqualTo("ada");
    for (int i = 0; i < 20; i++) {
      assertThat(verifier.verify(rs256("r")).subject()).isEqualTo("ada");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldRefuse_whenAnAlgorithmIsNotTheKeys() {
    publish(rsa("r"), ec("e"));
    String hs256 = "{\"alg\":\"HS256\",\"kid\":\"r\"}";

    assertRefused(
        Refusal.WRONG_ALGORITHM, HandMade.macked(hs256, GOOD, RSA.getPublic().getEncoded()));
    assertRefused(Refusal.WRONG_ALGORITHM, signedRs256("{\"alg\":\"ES256\",\"kid\":\"r\"}"));
    assertRefused(Refusal.WRONG_ALGORITHM, signedRs256("{\"alg\":\"RS256\",\"kid\":\"e\"}"));
    assertRefused(Refusal.WRONG_ALGORITHM, signedRs256("{\"alg\":\"PS256\",\"kid\":\"r\"}"));
    assertRefused(
        Refusal.BAD_SIGNATURE,
        HandMade.signed(
            "{\"alg\":\"ES256\",\"kid\":\"e\"}",
            GOOD,
            HandMade.p256().getPrivate(),
            "SHA256withECDSAinP1363Format"));
    assertRefused( // CVE-2022-21449: r and s of zero
        Refusal.BAD_SIGNATURE,
        HandMade.encoded("{\"alg\":\"ES256\",\"kid\":\"e\"}")
            + "."
            + HandMade.encoded(GOOD)
            + "."
            + HandMade.base64(new byte[64]));
  }

  @Test
  void shouldLeaveKeysOut_whenTheyAreNotForThis() {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    publish(
        HandMade.jwk("enc", key, ",\"use\":\"enc\""),
        HandMade.jwk("other", key, ",\"alg\":\"RS512\""),
        HandMade.jwk("ops", key, ",\"key_ops\":[\"encrypt\"]"),
        HandMade.jwk("short", (RSAPublicKey) HandMade.rsa(1024).getPublic(), ""),
        "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"AAAA\"}",
        "{\"kty\":\"unheard-of\",\"kid\":\"new\"}",
        rsa("r"));

    assertThat(verifier.verify(rs256("r")).subject()).isEqualTo("ada");
    for (String kid : List.of("enc", "other", "ops", "short", "secret", "new")) {
      assertRefused(Refusal.UNKNOWN_KEY, rs256(kid));
    }
  }

  @Test
  void shouldTakeANewKeyAtOnce_andAskSeldom_whenIdsAreStrange() {
    publish(rsa("old"));
    assertThat(verifier.verify(rs256("old")).subject()).isEqualTo("ada");
    publish(rsa("old"), rsa("new"));
    clock.advance(Duration.ofSeconds(30));

    assertThat(verifier.verify(rs256("new")).subject()).isEqualTo("ada");
    assertThat(asked).hasValue(2);
    for (int i = 0; i < 50; i++) {
      assertRefused(Refusal.UNKNOWN_KEY, rs256("strange-" + i));
    }
    assertThat(asked).hasValue(2);
    clock.advance(Duration.ofSeconds(30));
    assertRefused(Refusal.UNKNOWN_KEY, rs256("strange"));
    assertThat(asked).hasValue(3);
  }

  @Test
  void shouldForgetAWithdrawnKey_within10Minutes() {
    publish(rsa("a"), rsa("b"));
    assertThat(verifier.verify(rs256("a")).subject()).isEqualTo("ada");
    publish(rsa("b"));

    clock.advance(Duration.ofSeconds(599));
    assertThat(verifier.verify(rs256("a")).subject()).isEqualTo("ada");
    clock.advance(Duration.ofSeconds(1));
    assertRefused(Refusal.UNKNOWN_KEY, rs256("a"));
  }

  @Test
  void shouldGoOnForAnHour_whenTheIssuerIsAway() {
    publish(rsa("a"));
    assertThat(verifier.verify(rs256("a")).subject()).isEqualTo("ada");
    status = 500;

    clock.advance(Duration.ofMinutes(59));
    assertThat(verifier.verify(rs256("a")).subject()).isEqualTo("ada");
    clock.advance(Duration.ofMinutes(1));
    assertUnavailable();
  }

  @Test
  void shouldSayTryAgain_whenTheAnswerIsNoKeySet() {
    for (String body : List.of("", "[]", "{}", "<html>", "{\"keys\":[{]}")) {
      answer = () -> body.getBytes(StandardCharsets.UTF_8);
      assertUnavailable();
      clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test
  void shouldStopReading_whenTheAnswerIsTooLong() {
    String padding = " ".repeat(JwksFetch.MOST_BYTES);
    answer = () -> (HandMade.jwks(rsa("a")) + padding).getBytes(StandardCharsets.UTF_8);

    assertUnavailable();
  }

  @Test
  void shouldNotFollow_whenTheAnswerPointsElsewhere() {
    publish(rsa("a"));
    status = 302;

    assertUnavailable();
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldNotWaitForEver_whenTheAnswerNeverEnds() {
    answer =
        () -> {
          over.await();
          return new byte[0];
        };
    long start = System.nanoTime();

    assertUnavailable();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void shouldRefuseAddressesThatAnybodyOnTheWayCouldAnswer() {
    for (String address :
        List.of("http://id.example/keys", "ftp://id.example", "https://u:p@id.example", "/keys")) {
      assertThatThrownBy(() -> new OidcSettings("https://id.example", URI.create(address)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FL_OIDC_JWKS_URL");
    }
    assertThat(new OidcSettings("i", URI.create("https://id.example/keys")).jwks()).isNotNull();
    assertThat(new OidcSettings("i", URI.create("http://localhost:8080/keys")).jwks()).isNotNull();
  }

  private void publish(String... keys) {
    answer = () -> HandMade.jwks(keys).getBytes(StandardCharsets.UTF_8);
  }

  private void assertUnavailable() {
    assertThat(
            catchThrowableOfType(
                IdentityUnavailableException.class, () -> verifier.verify(rs256("a"))))
        .hasMessageContaining("Try again");
  }

  private void assertRefused(Refusal expected, String token) {
    assertThat(
            catchThrowableOfType(NotAuthenticatedException.class, () -> verifier.verify(token))
                .refusal())
        .isEqualTo(expected);
  }

  private static String rsa(String keyId) {
    return HandMade.jwk(keyId, (RSAPublicKey) RSA.getPublic(), "");
  }

  private static String ec(String keyId) {
    return HandMade.jwk(keyId, (ECPublicKey) EC.getPublic());
  }

  private static String rs256(String keyId) {
    return signedRs256("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}");
  }

  private static String signedRs256(String header) {
    return HandMade.signed(header, GOOD, RSA.getPrivate(), "SHA256withRSA");
  }

  private static String es256(String keyId) {
    return HandMade.signed(
        "{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\"}",
        GOOD,
        EC.getPrivate(),
        "SHA256withECDSAinP1363Format");
  }
}
