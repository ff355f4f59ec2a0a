package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import java.io.ByteArrayInputStream;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the calls refuse, and how they say so. No aggregator: nothing here gets that far. */
class RestCallsIT {

  private static final String BASE = "/api/v1/federated-learning";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

  private static final DocumentedAnswers ANSWERS = new DocumentedAnswers();

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static CoordinatorApp coordinator;

  @BeforeAll
  static void start() {
    installation = new Installation();
    InstantSource clock = () -> Instant.now(Clock.systemUTC()).plus(AHEAD.get());
    tokens = new OwnTokens(folder, clock);
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT",
                "0",
                "FL_HTTP_MAX_BODY",
                "10000",
                "FL_TOKEN_KEY_FILE",
                tokens.keyFile().toString()),
            clock);
    await().until(() -> coordinator.health().ready().ok());
  }

  @AfterAll
  static void stop() {
    coordinator.close();
    installation.close();
  }

  private static String token(String who) {
    return switch (who) {
      case "admin", "analyst" ->
          tokens.of("alice", AccessRole.valueOf(who.toUpperCase(Locale.ROOT)));
      default -> tokens.ofStore(who);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /rounds",
    "POST, /rounds/r/join",
    "POST, /rounds/r/upload",
    "POST, /rounds/r/aggregate",
    "GET, /rounds/r/download",
    "GET, /rounds/r/status"
  })
  void shouldAskForAToken_whateverTheCall(String method, String path) throws Exception {
    for (String header : new String[] {"", "Basic YWRtaW46", "Bearer", "Bearer a b"}) {
      HttpRequest.Builder request = request(method, path, "");
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      HttpResponse<String> response = send(request);
      assertProblem(response, 401, "Authorization: Bearer TOKEN");
      assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
          .isEqualTo(header.isEmpty() ? "Bearer" : "Bearer error=\"invalid_token\"");
    }
    HttpResponse<String> refused =
        send(request(method, path, "").header("Authorization", "Bearer sesame"));
    assertProblem(refused, 401, "Expected a signed JSON Web Token");
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer error=\"invalid_token\"");
    assertThat(refused.body()).doesNotContain("sesame");
  }

  @ParameterizedTest
  @CsvSource({
    "north, POST, /rounds, admin",
    "analyst, POST, /rounds, admin",
    "admin, POST, /rounds/r/join, store",
    "admin, POST, /rounds/r/upload, store",
    "north, POST, /rounds/r/aggregate, admin",
    "analyst, GET, /rounds/r/download, store"
  })
  void shouldNameTheRole_whenItIsAnother(String who, String method, String path, String role)
      throws Exception {
    HttpResponse<String> response = call(who, method, path, "{}");
    assertProblem(response, 403, " is for ");
    assertThat(response.body()).contains(role);
  }

  @Test
  void shouldAnswerAsAProblem_whatIsNoHttp() throws Exception {
    int port = coordinator.restPort().orElseThrow();
    for (String line : new String[] {"GET / HTTP/9.9", "nonsense", "GET /" + "a".repeat(20_000)}) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write((line + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer)
            .as(line.substring(0, 8))
            .contains("application/problem+json")
            .doesNotContainIgnoringCase("jetty")
            .doesNotContain("at org.");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/rounds/none/status", "/rounds/none/download"})
  void shouldNotFind_whatIsNotThere(String path) throws Exception {
    assertProblem(call("admin", "GET", path, ""), 404, "there is no round");
  }

  @Test
  void shouldSayWhichCallsThereAre_whenOneIsNot() throws Exception {
    assertProblem(call("admin", "GET", "/nothing", ""), 404, "no such call");
    assertProblem(call("admin", "DELETE", "/rounds/r/status", ""), 405, "no such call");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | model_type is missing",
        "[1] | expected a JSON object",
        "{\"model_type\": 1} | model_type: expected text, came 1",
        "{\"model_type\": \"a b\"} | model_type: expected 1 to 120",
        "{\"model_type\": \"t\", \"target_stores\": \"all\"} | target_stores: expected a list",
        "{\"model_type\": \"t\", \"target_stores\": [1]} | target_stores: expected a list",
        "{\"model_type\": \"t\", \"target_stores\": [\"a#b\", \"c\", \"d\"]} | expected store ids",
        "{\"model_type\": \"t\", \"target_stores\": [\"a\"]} | min_stores: expected at most the 1",
        "{\"model_type\": \"t\", \"config\": []} | config: expected an object",
        "{\"model_type\": \"t\", \"config\": {\"epochs\": 0}} | config.epochs: expected a whole",
        "{\"model_type\": \"t\", \"config\": {\"learning_rate\": -1}} | config.learning_rate",
        "{\"model_type\": \"t\", \"config\": {\"privacy_epsilon\": NaN}} | config.privacy_epsilon",
        "{\"model_type\": \"t\", \"config\": {\"aggregation_method\": \"x\"}} | no aggregation method",
        "{\"model_type\": \"t\", \"config\": {\"aggregation_threshold\": 1.1}} | a share from 0 to 1",
        "{\"model_type\": \"t\", \"config\": {\"layout\": {\"w\": [-1]}}} | config.layout.w: expected",
        "{\"model_type\": \"t\", \"config\": {\"layout\": \"any\"}} | config.layout: expected",
        "{\"model_type\": \"t\", \"config\": {\"layout\": {\"w\": [0]}}} | at least one parameter",
        "{\"model_type\": \"t\", \"config\": {\"more\": [1]}} | config.more: expected text",
      })
  void shouldNameTheField_whenARoundCannotBe(String body, String words) throws Exception {
    assertProblem(call("admin", "POST", "/rounds", body), 400, words);
  }

  @Test
  void shouldRefuseOtherForms_ofBodies() throws Exception {
    String round = create("{\"model_type\": \"t\", \"target_stores\": [\"north\", \"b\", \"c\"]}");
    HttpRequest.Builder upload =
        HttpRequest.newBuilder(uri(round + "/upload"))
            .header("Authorization", "Bearer " + token("north"))
            .POST(BodyPublishers.ofString("{}"));
    assertProblem(send(upload.copy().header("Content-Type", "text/plain")), 415, "Content-Type");
    assertProblem(send(upload.copy().header("Content-Encoding", "gzip")), 415, "Content-Encoding");

    String large = "{\"model_parameters\": {\"w\": [1" + " ".repeat(12_000) + "]}}";
    assertProblem(call("north", "POST", round + "/upload", large), 413, "were announced");
    HttpRequest.Builder unannounced =
        HttpRequest.newBuilder(uri(round + "/upload"))
            .header("Authorization", "Bearer " + token("north"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))));
    assertProblem(send(unannounced), 413, "at most 10000 bytes");
    assertProblem(
        call("north", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [NaN]}}"),
        422,
        "NaN");
    String many = "{\"model_parameters\": {\"w\": [" + "1,".repeat(1250) + "1]}}";
    assertProblem(
        call("north", "POST", round + "/upload", many), 422, "at most 1250 numbers, more came");
    assertProblem(
        call("north", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [5000]}}"),
        422,
        "out_of_range");
    assertThat(
            call("north", "POST", round + "/upload", "{\"model_parameters\": {\"v\": [5, 6]}}")
                .statusCode())
        .as("what was refused has not fixed the layout")
        .isEqualTo(200);
  }

  @Test
  void shouldRefuseStores_thatTheRoundDoesNotAsk() throws Exception {
    String round = create("{\"model_type\": \"t\", \"target_stores\": [\"north\", \"b\", \"c\"]}");

    assertProblem(call("south", "POST", round + "/join", ""), 403, "not among");
    assertProblem(call("south", "POST", round + "/upload", "{}"), 403, "not among");
    assertThat(call("north", "POST", round + "/join", "").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldHoldToTheFirstLayout_whenAnotherOneFollows() throws Exception {
    String round = create("{\"model_type\": \"t\", \"config\": {\"min_stores\": 2}}");

    assertThat(
            call("north", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [1, 2]}}")
                .statusCode())
        .isEqualTo(200);

    assertProblem(
        call("south", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [1, 2, 3]}}"),
        422,
        "at most 2 numbers, more came");
    assertProblem(
        call("south", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [1]}}"),
        422,
        "has shape [1]; the round's has [2]");
  }

  @Test
  void shouldFailByItsDeadline_whenNobodyUploads() throws Exception {
    String round =
        create(
            "{\"model_type\": \"t\", \"config\": {\"deadline_ms\": 60000, \"join_window_ms\": 1000}}");
    assertThat(call("north", "POST", round + "/join", "").statusCode()).isEqualTo(200);
    assertThat(status(round).path("status").asText()).isIn("created", "in_progress");
    AHEAD.set(Duration.ofSeconds(61));
    try {
      JsonNode status = status(round);
      assertThat(status.path("status").asText()).isEqualTo("failed");
      assertThat(status.path("reason").asText())
          .contains("nobody had uploaded by")
          .contains("1 stores had joined, 3 updates were needed");
      assertProblem(call("north", "POST", round + "/upload", "{}"), 409, "the round is failed");
      assertProblem(call("admin", "GET", round + "/download", ""), 409, "the round is failed");
      assertProblem(call("admin", "POST", round + "/aggregate", "{}"), 409, "the round is failed");
    } finally {
      AHEAD.set(Duration.ZERO);
    }
  }

  private static JsonNode status(String round) throws Exception {
    return JSON.readTree(call("analyst", "GET", round + "/status", "").body());
  }

  private static String create(String body) throws Exception {
    HttpResponse<String> created = call("admin", "POST", "/rounds", body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return "/rounds/" + JSON.readTree(created.body()).path("round_id").asText();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String words)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).contains(words);
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }

  private static HttpResponse<String> call(String who, String method, String path, String body)
      throws Exception {
    return send(request(method, path, body).header("Authorization", "Bearer " + token(who)));
  }

  private static HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + coordinator.restPort().orElseThrow() + BASE + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return ANSWERS.check(HTTP.send(request.build(), BodyHandlers.ofString()));
  }
}
