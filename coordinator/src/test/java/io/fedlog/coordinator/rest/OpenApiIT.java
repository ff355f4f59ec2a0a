package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.AccessClient;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.coordinator.rest.OpenApiDocument.Operation;
import io.fedlog.schemas.AccessRole;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document against the running server, in both directions. */
class OpenApiIT {

  private static final String BASE = RestServer.BASE;

  /** Operations whose success another test shows, which goes through the same checks: its name. */
  private static final Map<String, String> SHOWN_ELSEWHERE = Map.of();

  private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();
  private static final AtomicBoolean WELL = new AtomicBoolean(true);
  private static final String PASSWORD = "correct horse battery";

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static FakeAggregator aggregator;
  private static CoordinatorApp coordinator;
  private static DocumentedClient client;

  @BeforeAll
  static void start() throws Exception {
    tokens = new OwnTokens(folder, Clock.systemUTC());
    installation = new Installation();
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT", "0", "FL_TOKEN_KEY_FILE", tokens.keyFile().toString()),
            Clock.systemUTC());
    coordinator
        .health()
        .addReadiness(
            "test", () -> WELL.get() ? Optional.empty() : Optional.of("the test says so"));
    aggregator = new FakeAggregator(installation.servers()).answering(round -> false).start();
    await().until(() -> coordinator.health().ready().ok());
    client = new DocumentedClient(tokens, coordinator.restPort().orElseThrow());
    try (AccessClient access =
        AccessClient.connect(installation.config(), Clock.systemUTC(), new SecureRandom())) {
      access.putUser("ada", AccessRole.ANALYST, PASSWORD.toCharArray());
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    aggregator.close();
    coordinator.close();
    installation.close();
  }

  @Test
  void shouldServeTheDocument_withoutAToken() throws Exception {
    assertThat(client.json(200, "", "GET", BASE + "/openapi.json", "")).isEqualTo(DOCUMENT.root());
  }

  @Test
  void shouldServeEveryOperation_toWhomTheDocumentSays() throws Exception {
    for (Operation operation : DOCUMENT.operations()) {
      String method = operation.method();
      String path = operation.path().replaceAll("\\{[^}]*}", "none");
      String body = method.equals("GET") || method.equals("HEAD") ? "" : "{}";
      if (!operation.needsToken()) { // what is posted without one has its own proof in the body
        assertThat(client.call("", method, path, body).statusCode())
            .as(operation.name())
            .isEqualTo(method.equals("GET") ? 200 : 400);
        continue;
      }
      client.expect(401, "", method, path, body);
      Set<String> mayCall = new TreeSet<>();
      for (AccessRole role : AccessRole.values()) {
        String word = role.name().toLowerCase(Locale.ROOT);
        HttpResponse<String> answer = client.call(word, method, path, body);
        if (answer.statusCode() != 403) {
          assertThat(answer.body()).as(operation.name()).doesNotContain("no such call");
          mayCall.add(word);
        }
      }
      assertThat(mayCall).as(operation.name() + ": x-roles").isEqualTo(operation.roles());
    }
  }

  @Test
  void shouldShowEverySuccess_asDocumented() throws Exception {
    EverySuccess every = new EverySuccess(client, aggregator);
    every.endingEarly();
    every.waiting();
    every.wholeRound();
    every.plan();
    every.privacy();
    new MaskedRoundCalls(client, aggregator).ofType("t");
    every.enrolment();
    every.signIn("ada", PASSWORD);
    health();

    assertThat(missing()).as("successes that no answer of a test has shown").isEmpty();
  }

  private static void health() throws Exception {
    for (Operation operation : DOCUMENT.operations()) {
      if (!operation.needsToken() && operation.method().equals("GET")) {
        client.expect(200, "", "GET", operation.path(), "");
      }
    }
    WELL.set(false);
    try {
      JsonNode down = client.json(503, "", "GET", "/health/ready", "");
      assertThat(down.path("checks").path("test").asText()).isEqualTo("the test says so");
      client.expect(200, "", "GET", "/health/live", "");
    } finally {
      WELL.set(true);
    }
  }

  @Test
  void shouldLetThePageRunNothingButItsOwn() throws Exception {
    HttpResponse<String> page = client.call("", "GET", BASE + "/docs", "");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body()).doesNotContain("//").doesNotContain(" style=").doesNotContain(" on");
    assertThat(client.call("", "GET", BASE + "/docs/page.js", "").body())
        .doesNotContain("innerHTML")
        .doesNotContain("https:")
        .doesNotContain("eval");
    assertThat(client.unchecked("", "GET", BASE + "/docs/", ""))
        .extracting(HttpResponse::statusCode)
        .as("the page's parts are relative to its path without a slash")
        .isEqualTo(308);
  }

  private static Set<String> missing() {
    return DOCUMENT.operations().stream()
        .filter(operation -> !SHOWN_ELSEWHERE.containsKey(operation.id()))
        .flatMap(
            operation ->
                operation.statuses().stream()
                    .filter(status -> status.startsWith("2"))
                    .map(status -> operation.id() + " " + status))
        .filter(success -> !client.seen().contains(success))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
