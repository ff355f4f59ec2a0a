package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers and browsers try at a coordinator that serves the REST API. */
class HttpAttacksIT {

  private static final String BASE = "/api/v1/federated-learning";
  private static final int RATE = 40;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static CoordinatorApp coordinator;

  @BeforeAll
  static void start() {
    installation = new Installation();
    tokens = new OwnTokens(folder, Clock.systemUTC());
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT",
                "0",
                "FL_HTTP_RATE",
                String.valueOf(RATE),
                "FL_TOKEN_KEY_FILE",
                tokens.keyFile().toString()),
            Clock.systemUTC());
    await().until(() -> coordinator.health().ready().ok());
  }

  @AfterAll
  static void stop() {
    coordinator.close();
    installation.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rounds/..%2f..%2fsecret/status",
        "/rounds/%2e%2e/status",
        "/rounds/../../../../etc/passwd",
        "/rounds/a%2fb/status",
        "/rounds/a%5cb/status",
        "/rounds/a;jsessionid=1/status",
        "/rounds/a//status",
        "/rounds/%00/status",
        "/rounds/a%0d%0aSet-Cookie:%20x=y/status",
        "/rounds/a%0aINFO%20forged/status",
        "/rounds/%c0%ae%c0%ae/status",
        "/rounds/%ff%fe/status",
        "/rounds/%e2%80%a8/status",
        "/rounds/%/status",
        "/rounds/%zz/status",
        "/rounds/<script>/status",
      })
  void shouldFindNothing_andRepeatNoHeader_whateverThePathTries(String path) throws Exception {
    String answer =
        raw("GET " + BASE + path + " HTTP/1.1\r\nHost: a\r\n" + authorization() + "\r\n");

    assertThat(statusOf(answer)).isIn(400, 404);
    assertThat(head(answer))
        .contains("Content-Type: application/problem+json")
        .contains("X-Content-Type-Options: nosniff")
        .doesNotContain("Set-Cookie");
    assertThat(body(answer).path("status").asInt()).isEqualTo(statusOf(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chun\tked\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: +5\r\n",
        "X A: b\r\n",
        "X-A : b\r\n",
        "X-A: b\r\n folded\r\n",
        "X-A: \u0000\r\n",
        "Host: b\r\n",
      })
  void shouldRefuse_whatTwoReadersWouldReadDifferently(String header) throws Exception {
    String answer =
        raw("POST " + BASE + "/rounds HTTP/1.1\r\nHost: a\r\n" + authorization() + header + "\r\n");

    assertThat(statusOf(answer)).isIn(400, 501);
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("at org.");
  }

  @ParameterizedTest
  @CsvSource({"OPTIONS, /rounds", "OPTIONS, /rounds/r/upload", "OPTIONS, /tokens"})
  void shouldAllowAnotherSiteNothing_whenItsPageAsks(String method, String path) throws Exception {
    HttpResponse<String> answer =
        send(
            request(path)
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isIn(404, 405);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void shouldRefuse_whatAnotherSitesPageHasTheBrowserSend() throws Exception {
    HttpResponse<String> simple =
        send(
            request("/rounds")
                .header("Origin", "https://elsewhere.example")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"model_type\": \"t\"}")));
    assertThat(simple.statusCode()).as("browsers add no token").isEqualTo(401);

    HttpResponse<String> marked =
        send(
            request("/rounds")
                .header("Authorization", "Bearer " + admin())
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString("{\"model_type\": \"t\"}")));
    assertThat(marked.statusCode()).isEqualTo(403);
    assertThat(marked.body()).contains("another site's page");

    HttpResponse<String> own =
        send(
            request("/rounds")
                .header("Authorization", "Bearer " + admin())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{\"model_type\": \"t\"}")));
    assertThat(own.statusCode()).isEqualTo(201);
  }

  @Test
  void shouldTellBrowsersAndCaches_toTrustNothingAndKeepNothing() throws Exception {
    HttpResponse<String> answer = send(request("/rounds/none/status").GET());

    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .as("only over HTTPS")
        .isEmpty();
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void shouldHoldATokenToItsRate_andLeaveOthersAlone() throws Exception {
    String busy = analyst();
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (int i = 0; i < 4 * RATE; i++) {
      answers.add(forbidden(busy));
    }

    assertThat(answers.stream().limit(RATE)).allMatch(answer -> answer.statusCode() == 403);
    HttpResponse<String> refused =
        answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(JSON.readTree(refused.body()).path("detail").asText())
        .contains("at most 40 requests per second of one token");
    assertThat(forbidden(analyst()).statusCode())
        .as("another token of the same person")
        .isEqualTo(403);
    await().until(() -> forbidden(busy).statusCode() == 403);
  }

  @Test
  void shouldHoldStrangersToTheRateOfTheirAddress_andLeaveThoseAloneWhoAreKnown() throws Exception {
    List<Integer> without = new ArrayList<>();
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < 2 * RATE; i++) {
      without.add(send(request("/rounds").POST(BodyPublishers.noBody())).statusCode());
      wrong.add(forbidden("made.up." + i).statusCode());
    }

    assertThat(without).contains(401, 429).doesNotContain(403);
    assertThat(wrong).contains(401, 429).doesNotContain(403);
    assertThat(forbidden(analyst()).statusCode()).as("a token never seen before").isEqualTo(403);
    // Other tests come from this address too: it is given the time that it must wait.
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
  }

  private static String admin() {
    return tokens.of("alice", AccessRole.ADMIN);
  }

  private static String authorization() {
    return "Authorization: Bearer " + admin() + "\r\n";
  }

  private static String analyst() {
    return tokens.of("bob", AccessRole.ANALYST);
  }

  /** What an analyst may not, so that it is answered at once. */
  private static HttpResponse<String> forbidden(String token) throws Exception {
    return send(
        request("/rounds")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.noBody()));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + coordinator.restPort().orElseThrow() + BASE + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** As it goes over the wire: no client tidies it up. */
  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", coordinator.restPort().orElseThrow())) {
      socket.setSoTimeout(10_000);
      String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
      socket.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int statusOf(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 ");
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static String head(String answer) {
    return answer.substring(0, answer.indexOf("\r\n\r\n"));
  }

  private static JsonNode body(String answer) throws Exception {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
  }
}
