package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.coordinator.rest.OpenApiDocument.Operation;
import io.fedlog.schemas.AccessRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();
  private static final DocumentedAnswers ANSWERS = new DocumentedAnswers();
  private static final AtomicBoolean WELL = new AtomicBoolean(true);

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static FakeAggregator aggregator;
  private static CoordinatorApp coordinator;

  @BeforeAll
  static void start() {
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
  }

  @AfterAll
  static void stop() throws InterruptedException {
    aggregator.close();
    coordinator.close();
    installation.close();
  }

  private static String token(String role) {
    return role.equals("store")
        ? tokens.ofStore("north")
        : tokens.of("somebody", AccessRole.valueOf(role.toUpperCase(Locale.ROOT)));
  }

  @Test
  void shouldServeTheDocument_withoutAToken() throws Exception {
    HttpResponse<String> served = call("", "GET", BASE + "/openapi.json", "");

    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(served.body())).isEqualTo(DOCUMENT.root());
  }

  @Test
  void shouldServeEveryOperation_toWhomTheDocumentSays() throws Exception {
    for (Operation operation : DOCUMENT.operations()) {
      String path = operation.path().replaceAll("\\{[^}]*}", "none");
      if (!operation.needsToken()) {
        assertThat(call("", operation.method(), path, "").statusCode())
            .as(operation.name())
            .isEqualTo(200);
        continue;
      }
      assertThat(call("", operation.method(), path, "{}").statusCode())
          .as(operation.name() + " without a token")
          .isEqualTo(401);
      Set<String> mayCall = new TreeSet<>();
      for (AccessRole role : AccessRole.values()) {
        String word = role.name().toLowerCase(Locale.ROOT);
        HttpResponse<String> answer = call(word, operation.method(), path, "{}");
        if (answer.statusCode() != 403) {
          assertThat(answer.body()).as(operation.name()).doesNotContain("no such call");
          mayCall.add(word);
        }
      }
      assertThat(mayCall).as(operation.name() + ": x-roles").isEqualTo(operation.roles());
    }
  }

  @Test
  void shouldAnswerAsDocumented_throughAWholeRound() throws Exception {
    String waiting = create("{\"min_stores\": 2}");
    assertStatus(200, call("store", "POST", waiting + "/upload", update("[1, 2]")));
    assertStatus(202, call("admin", "POST", waiting + "/aggregate", "{}"));

    String round = create("{\"min_stores\": 1, \"layout\": {\"w\": [2]}}");
    assertStatus(200, call("analyst", "GET", round + "/status", ""));
    assertStatus(409, call("store", "GET", round + "/download", ""));
    assertStatus(200, call("store", "POST", round + "/join", ""));
    assertStatus(200, call("store", "POST", round + "/upload", update("[1, 2]")));
    String id = round.substring(round.lastIndexOf('/') + 1);
    await().until(() -> aggregator.roundIds().contains(id));
    aggregator.complete(
        aggregator.definitions().stream()
            .filter(one -> one.getRoundId().equals(id))
            .findFirst()
            .orElseThrow(),
        doubles(1, 2));
    await().until(() -> status(round).equals("completed"));
    assertStatus(200, call("operator", "GET", round + "/download", ""));
    assertStatus(200, call("admin", "POST", round + "/aggregate", "{\"method\": \"fedavg\"}"));
    assertStatus(409, call("admin", "POST", round + "/aggregate", "{\"method\": \"weighted\"}"));
    assertHealthAsDocumented();

    assertThat(missing()).as("successes that no answer of a test has shown").isEmpty();
  }

  private static void assertHealthAsDocumented() throws Exception {
    for (Operation operation : DOCUMENT.operations()) {
      if (!operation.needsToken()) {
        assertStatus(200, call("", operation.method(), operation.path(), ""));
      }
    }
    WELL.set(false);
    try {
      HttpResponse<String> down = call("", "GET", "/health/ready", "");
      assertStatus(503, down);
      assertThat(JSON.readTree(down.body()).path("checks").path("test").asText())
          .isEqualTo("the test says so");
      assertStatus(200, call("", "GET", "/health/live", ""));
    } finally {
      WELL.set(true);
    }
  }

  @Test
  void shouldLetThePageRunNothingButItsOwn() throws Exception {
    HttpResponse<String> page = call("", "GET", BASE + "/docs", "");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body()).doesNotContain("//").doesNotContain(" style=").doesNotContain(" on");
    assertThat(call("", "GET", BASE + "/docs/page.js", "").body())
        .doesNotContain("innerHTML")
        .doesNotContain("https:")
        .doesNotContain("eval");
    assertThat(HTTP.send(request("", "GET", BASE + "/docs/", ""), BodyHandlers.ofString()))
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
        .filter(success -> !ANSWERS.seen().contains(success))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String create(String config) throws Exception {
    HttpResponse<String> created =
        call(
            "admin",
            "POST",
            BASE + "/rounds",
            "{\"model_type\": \"t\", \"target_stores\": [\"north\", \"south\"], \"config\": "
                + config
                + "}");
    assertStatus(201, created);
    return BASE + "/rounds/" + JSON.readTree(created.body()).path("round_id").asText();
  }

  private static String update(String weights) {
    return "{\"model_parameters\": {\"w\": %s}, \"training_metrics\": {\"training_samples\": 5}}"
        .formatted(weights);
  }

  private static byte[] doubles(double... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    return bytes.array();
  }

  private static String status(String round) throws Exception {
    JsonNode status = JSON.readTree(call("admin", "GET", round + "/status", "").body());
    return status.path("status").asText();
  }

  private static void assertStatus(int expected, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(expected);
  }

  private static HttpResponse<String> call(String who, String method, String path, String body)
      throws Exception {
    return ANSWERS.check(HTTP.send(request(who, method, path, body), BodyHandlers.ofString()));
  }

  private static HttpRequest request(String who, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + coordinator.restPort().orElseThrow() + path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return (who.isEmpty() ? request : request.header("Authorization", "Bearer " + token(who)))
        .build();
  }
}
