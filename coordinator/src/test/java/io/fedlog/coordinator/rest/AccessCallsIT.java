package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.AccessClient;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.AccessRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes in by REST, with what, and who puts them out: two coordinators over one log. */
class AccessCallsIT {

  private static final String BASE = "/api/v1/federated-learning";
  private static final String PASSWORD = "correct horse battery";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static CoordinatorApp one;
  private static CoordinatorApp other;

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation();
    tokens = new OwnTokens(folder, Clock.systemUTC());
    one = coordinator();
    other = coordinator();
    await().until(() -> one.health().ready().ok() && other.health().ready().ok());
    try (AccessClient client =
        AccessClient.connect(installation.config(), Clock.systemUTC(), new SecureRandom())) {
      for (String name : new String[] {"ada", "bea", "cleo"}) {
        client.putUser(name, AccessRole.ADMIN, PASSWORD.toCharArray());
      }
    }
  }

  private static CoordinatorApp coordinator() {
    return CoordinatorApp.start(
        installation.config("FL_HTTP_PORT", "0", "FL_TOKEN_KEY_FILE", tokens.keyFile().toString()),
        Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    installation.close();
  }

  @Test
  void shouldEnrolAStore_andPutItOutAgain() throws Exception {
    HttpResponse<String> made = post(one, admin(), "/stores/north/enrolment-codes", "{}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String code = JSON.readTree(made.body()).path("enrolment_code").asText();
    assertThat(Instant.parse(JSON.readTree(made.body()).path("expires_at").asText()))
        .isBetween(
            Instant.now(Clock.systemUTC()).plus(Duration.ofHours(23)),
            Instant.now(Clock.systemUTC()).plus(Duration.ofHours(25)));
    SigningKey key = SigningKey.generate();

    HttpResponse<String> first = enrol(one, "north", code, key);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(JSON.readTree(first.body()))
        .isEqualTo(
            JSON.readTree(
                "{\"store_id\": \"north\", \"signing_key_id\": \"%s\", \"status\": \"enrolled\"}"
                    .formatted(key.id())));
    await().until(() -> enrol(other, "north", code, key).statusCode() == 200);
    HttpResponse<String> another = enrol(other, "north", code, SigningKey.generate());
    assertProblem(another, 403, "has been used, with another key");
    assertThat(another.body()).doesNotContain(code);

    String token = tokens.ofStore("north");
    assertThat(get(other, token, "/rounds/none/status").statusCode()).isEqualTo(404);
    HttpResponse<String> revoked = post(one, admin(), "/stores/north/revoke", "");
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(revoked.body()).path("status").asText()).isEqualTo("revoked");
    assertProblem(enrol(one, "north", code, key), 403, "before the store was last");
    await().until(() -> get(other, token, "/rounds/none/status").statusCode() == 401);
    assertProblem(post(one, admin(), "/stores/nowhere/revoke", ""), 404, "no enrolled store");
  }

  @ParameterizedTest
  @CsvSource({
    "/stores/west/enrolment-codes",
    "/stores/west/revoke",
    "/tokens/abc/revoke",
  })
  void shouldBeForAdministratorsOnly(String path) throws Exception {
    assertThat(post(one, null, path, "{}").statusCode()).isEqualTo(401);
    for (String token :
        new String[] {
          tokens.ofStore("west"),
          tokens.of("olga", AccessRole.OPERATOR),
          tokens.of("anna", AccessRole.ANALYST)
        }) {
      assertThat(post(one, token, path, "{}").statusCode()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store_id | coordinator | store_id",
        "store_id | a#b | store_id",
        "public_key | AAAA | public_key: expected an Ed25519",
        "public_key | *** | public_key: expected base64",
        "enrolment_code | | enrolment_code",
        "signature | | signature",
      })
  void shouldNameTheField_whenAnEnrolmentCannotBe(String field, @Nullable String value, String said)
      throws Exception {
    Map<String, String> body = enrolment("south", "0".repeat(32), SigningKey.generate());
    body.put(field, value == null ? "" : value);
    assertProblem(post(one, null, "/stores/enrol", JSON.writeValueAsString(body)), 400, said);
  }

  @Test
  void shouldRefuseAKey_thatItsSenderDoesNotHave() throws Exception {
    String code =
        JSON.readTree(post(one, admin(), "/stores/east/enrolment-codes", "").body())
            .path("enrolment_code")
            .asText();
    Map<String, String> body = enrolment("east", code, SigningKey.generate());
    body.put(
        "public_key",
        Base64.getEncoder().encodeToString(SigningKey.generate().publicKey().getEncoded()));

    assertProblem(
        post(one, null, "/stores/enrol", JSON.writeValueAsString(body)),
        403,
        "expected its signature");
  }

  @Test
  void shouldGiveATokenForAPassword_thatEndsAndIsRevoked() throws Exception {
    HttpResponse<String> signedIn = signIn(one, "ada", PASSWORD);
    assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(201);
    assertThat(signedIn.headers().firstValue("Cache-Control")).hasValue("no-store");
    JsonNode body = JSON.readTree(signedIn.body());
    assertThat(body.path("role").asText()).isEqualTo("admin");
    assertThat(Duration.between(Instant.now(Clock.systemUTC()), expiry(body)))
        .isBetween(Duration.ofMinutes(58), Duration.ofMinutes(61));
    String token = body.path("token").asText();
    assertThat(get(other, token, "/rounds/none/status").statusCode()).isEqualTo(404);

    String id = body.path("token_id").asText();
    assertThat(post(one, admin(), "/tokens/" + id + "/revoke", "").statusCode()).isEqualTo(200);
    assertThat(get(one, token, "/rounds/none/status").statusCode()).isEqualTo(401);
    await().until(() -> get(other, token, "/rounds/none/status").statusCode() == 401);
    HttpResponse<String> mistaken = post(one, admin(), "/tokens/" + token + "/revoke", "");
    assertProblem(mistaken, 400, "expected a token's jti");
  }

  @Test
  void shouldSayTheSame_whateverIsWrongWithNameOrPassword() throws Exception {
    HttpResponse<String> wrong = signIn(one, "bea", "incorrect horse");
    HttpResponse<String> nobody = signIn(one, "nobody", PASSWORD);

    assertProblem(wrong, 401, "The name or the password is wrong");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.body()).isEqualTo(wrong.body()).doesNotContain(PASSWORD);
    HttpResponse<String> list =
        post(one, null, "/tokens", "{\"name\": \"bea\", \"password\": [\"" + PASSWORD + "\"]}");
    assertProblem(list, 400, "password: expected text");
    assertThat(list.body()).doesNotContain(PASSWORD);
  }

  @Test
  void shouldLetNobodyTryPasswordsWithoutEnd() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(signIn(one, "cleo", "wrong password " + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> refused = signIn(one, "cleo", PASSWORD);
    assertProblem(refused, 429, "passwords were tried for this name");
    assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 6);
  }

  @Test
  void shouldShowThePublicHalfOfTheTokenKey() throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + one.restPort().orElseThrow()
                            + "/.well-known/jwks.json"))
                .build(),
            BodyHandlers.ofString());

    JsonNode keys = JSON.readTree(answer.body()).path("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).path("crv").asText()).isEqualTo("Ed25519");
    assertThat(keys.get(0).has("d")).as("the private half").isFalse();
    String header = admin().split("\\.", 2)[0];
    assertThat(keys.get(0).path("kid").asText())
        .isEqualTo(JSON.readTree(Base64.getUrlDecoder().decode(header)).path("kid").asText());
  }

  private static Instant expiry(JsonNode body) {
    return Instant.parse(body.path("expires_at").asText());
  }

  private static String admin() {
    return tokens.of("alice", AccessRole.ADMIN);
  }

  private static Map<String, String> enrolment(String storeId, String code, SigningKey key) {
    Base64.Encoder base64 = Base64.getEncoder();
    Map<String, String> body = new TreeMap<>();
    body.put("store_id", storeId);
    body.put("enrolment_code", code);
    body.put("public_key", base64.encodeToString(key.publicKey().getEncoded()));
    body.put("signature", base64.encodeToString(EnrolmentProof.sign(key, code, storeId)));
    return body;
  }

  private static HttpResponse<String> enrol(
      CoordinatorApp at, String storeId, String code, SigningKey key) throws Exception {
    return post(at, null, "/stores/enrol", JSON.writeValueAsString(enrolment(storeId, code, key)));
  }

  private static HttpResponse<String> signIn(CoordinatorApp at, String name, String password)
      throws Exception {
    return post(
        at, null, "/tokens", JSON.writeValueAsString(Map.of("name", name, "password", password)));
  }

  private static HttpResponse<String> get(CoordinatorApp at, String token, String path)
      throws Exception {
    return send(at, token, path, HttpRequest.newBuilder().GET());
  }

  private static HttpResponse<String> post(
      CoordinatorApp at, @Nullable String token, String path, String body) throws Exception {
    return send(
        at,
        token,
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private static HttpResponse<String> send(
      CoordinatorApp at, @Nullable String token, String path, HttpRequest.Builder request)
      throws Exception {
    request.uri(URI.create("http://127.0.0.1:" + at.restPort().orElseThrow() + BASE + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String words)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).path("detail").asText()).contains(words);
  }
}
