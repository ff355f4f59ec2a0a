package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists, plans, keys and events at two coordinators. No aggregator: rounds stay open. */
class RestListsIT {

  private static final String BASE = "/api/v1/federated-learning";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<CoordinatorApp> COORDINATORS = new ArrayList<>();

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static int turn;

  @BeforeAll
  static void start() {
    tokens = new OwnTokens(folder, Clock.systemUTC());
    installation = new Installation();
    COORDINATORS.add(coordinator());
    COORDINATORS.add(coordinator());
  }

  private static CoordinatorApp coordinator() {
    CoordinatorApp coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT", "0", "FL_TOKEN_KEY_FILE", tokens.keyFile().toString()),
            Clock.systemUTC());
    await().until(() -> coordinator.health().ready().ok());
    return coordinator;
  }

  @AfterAll
  static void stop() {
    COORDINATORS.forEach(CoordinatorApp::close);
    installation.close();
  }

  private static String token(String who) {
    return switch (who) {
      case "admin" -> tokens.of("alice", AccessRole.ADMIN);
      case "operator" -> tokens.of("bob", AccessRole.OPERATOR);
      default -> tokens.ofStore(who);
    };
  }

  @Test
  void shouldPageThroughRounds_theNewestFirst_andEachOnce() throws Exception {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add(0, create("paged", ""));
    }
    create("another", "");

    List<String> seen = new ArrayList<>();
    String path = "/rounds?model_type=paged&limit=3";
    JsonNode page = get("north", path);
    List<Integer> sizes = new ArrayList<>();
    while (true) {
      sizes.add(page.path("rounds").size());
      page.path("rounds").forEach(round -> seen.add(round.path("round_id").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      create("paged", ""); // comes before what is being read
      page = get("north", path + "&after=" + page.path("next").asText());
    }

    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(seen).hasSameElementsAs(created);
    assertThat(get("north", "/rounds?model_type=paged&status=completed").path("rounds")).isEmpty();
    JsonNode first = get("north", "/rounds?model_type=another").path("rounds").get(0);
    assertThat(first.path("status").asText()).isEqualTo("created");
    assertThat(first.path("aggregation_method").asText()).isEqualTo("fedavg");
    assertThat(first.path("model_version").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit: expected a whole number from 1 to 200",
    "limit=201, limit: expected",
    "limit=x, limit: expected",
    "after=%2A, after: expected the",
    "status=open, 'status: expected one of created, in_progress'"
  })
  void shouldNameTheParameter_whenAListCannotBe(String query, String words) throws Exception {
    HttpResponse<String> response = call("admin", "GET", "/rounds?" + query, "");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(detail(response)).contains(words);
  }

  @Test
  void shouldListNoModels_beforeThereAreAny() throws Exception {
    assertThat(get("operator", "/models").path("models")).isEmpty();
    assertThat(call("operator", "GET", "/models/none/versions", "").statusCode()).isEqualTo(404);
    assertThat(get("operator", "/stores?status=enrolled").path("stores")).isEmpty();
    assertThat(call("north", "GET", "/stores", "").statusCode()).isEqualTo(403);
  }

  @Test
  void shouldCarryAPlan_throughItsLife() throws Exception {
    String plan =
        """
        {"plan_id": "p1", "model_type": "sales_forecast", "max_rounds": 3, "min_stores": 2,
         "training_config": {"target": "y"}}
        """;
    HttpResponse<String> started = call("operator", "POST", "/plans", plan);
    assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
    assertThat(started.headers().firstValue("Location")).hasValue(BASE + "/plans/p1");
    assertThat(call("operator", "POST", "/plans", plan).statusCode()).as("again").isEqualTo(409);
    assertThat(call("north", "POST", "/plans", plan).statusCode()).isEqualTo(403);
    HttpResponse<String> bad = call("admin", "POST", "/plans", "{\"plan_id\": \"x\"}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(detail(bad)).contains("model_type is missing");

    assertThat(post("/plans/p1/pause").path("status").asText()).isEqualTo("paused");
    assertThat(call("operator", "POST", "/plans/p1/pause", "").statusCode()).isEqualTo(409);
    assertThat(get("operator", "/plans?status=paused").path("plans").get(0).path("plan_id"))
        .hasToString("\"p1\"");
    assertThat(post("/plans/p1/resume").path("status").asText()).isEqualTo("running");
    HttpResponse<String> stopped =
        call("operator", "POST", "/plans/p1/stop", "{\"reason\": \"enough\"}");
    assertThat(JSON.readTree(stopped.body()).path("reason").asText()).isEqualTo("enough");
    assertThat(get("operator", "/plans/p1").path("status").asText()).isEqualTo("stopped");
    assertThat(get("operator", "/plans/p1").path("created_by").asText()).isEqualTo("bob");
    assertThat(call("operator", "POST", "/plans/p1/resume", "").statusCode()).isEqualTo(409);
    assertThat(call("operator", "POST", "/plans/none/stop", "").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldCreateOneRound_whicheverCoordinatorHearsTheKey_alsoAfterARestart() throws Exception {
    String body = "{\"model_type\": \"keyed\", \"target_stores\": [\"a\", \"b\", \"c\"]}";
    HttpResponse<String> first = keyed("admin", "key-1", body);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> again = keyed("admin", "key-1", body);
      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(again.body()).isEqualTo(first.body());
    }
    HttpResponse<String> other = keyed("admin", "key-1", body.replace("keyed", "other"));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(detail(other)).contains("Idempotency-Key").contains("came another");
    assertThat(keyed("admin", "", body).statusCode()).isEqualTo(400);

    COORDINATORS.remove(0).close();
    COORDINATORS.add(coordinator());
    for (int i = 0; i < 2; i++) {
      assertThat(keyed("admin", "key-1", body).body()).isEqualTo(first.body());
    }
    assertThat(get("north", "/rounds?model_type=keyed").path("rounds")).hasSize(1);
    assertThat(keyed("admin", "key-2", body).body()).isNotEqualTo(first.body());
  }

  @Test
  void shouldCancelARound_thatNobodyHasUploadedTo() throws Exception {
    String round = "/rounds/" + create("cancelled", "");

    HttpResponse<String> cancelled =
        call("admin", "POST", round + "/cancel", "{\"reason\": \"wrong stores\"}");

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
    assertThat(JSON.readTree(cancelled.body()).path("status").asText()).isEqualTo("cancelled");
    await() // until the other coordinator has read of it too
        .untilAsserted(
            () -> {
              for (CoordinatorApp unused : COORDINATORS) {
                assertThat(get("north", round + "/status").path("reason").asText())
                    .isEqualTo("wrong stores");
              }
            });
    assertThat(call("admin", "POST", round + "/cancel", "").statusCode()).isEqualTo(200);
    HttpResponse<String> upload =
        call("north", "POST", round + "/upload", "{\"model_parameters\": {\"w\": [1]}}");
    assertThat(upload.statusCode()).isEqualTo(409);
    assertThat(call("north", "POST", round + "/cancel", "").statusCode()).isEqualTo(403);
  }

  @Test
  void shouldTellWhatHappens_untilTheRoundIsOver() throws Exception {
    String round = "/rounds/" + create("told", "");
    try (BufferedReader events = events(round, "")) {
      String created = nextData(events);
      assertThat(created).contains("\"status\":\"created\"");
      assertThat(call("north", "POST", round + "/join", "").statusCode()).isEqualTo(200);
      assertThat(nextData(events))
          .contains("\"status\":\"in_progress\"")
          .contains("\"participating_stores\":1");
      assertThat(call("admin", "POST", round + "/cancel", "").statusCode()).isEqualTo(200);
      assertThat(nextData(events))
          .contains("\"status\":\"cancelled\"")
          .contains("cancelled by alice");
      String rest = events.lines().reduce("", String::concat);
      assertThat(rest).as("nothing follows").isEmpty();
    }
  }

  @Test
  void shouldNotTellAgain_whatTheClientHasSeen() throws Exception {
    String round = "/rounds/" + create("told", "");
    String id;
    try (BufferedReader events = events(round, "")) {
      id = next(events, "id: ");
    }
    try (BufferedReader events = events(round, id)) {
      assertThat(call("north", "POST", round + "/join", "").statusCode()).isEqualTo(200);
      assertThat(nextData(events)).contains("in_progress");
    }
  }

  @Test
  void shouldNotStream_whatIsNotThere() throws Exception {
    assertThat(call("admin", "GET", "/rounds/none/events", "").statusCode()).isEqualTo(404);
  }

  private static BufferedReader events(String round, String lastEventId) throws Exception {
    HttpRequest.Builder request =
        request("GET", round + "/events", "").header("Authorization", "Bearer " + token("north"));
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<java.io.InputStream> response =
        HTTP.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static String nextData(BufferedReader events) throws Exception {
    return next(events, "data: ");
  }

  private static String next(BufferedReader events, String field) throws Exception {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith(field)) {
        return line.substring(field.length());
      }
    }
    throw new AssertionError("the stream ended before " + field);
  }

  private static String create(String type, String config) throws Exception {
    HttpResponse<String> created =
        call("admin", "POST", "/rounds", "{\"model_type\": \"" + type + "\"" + config + "}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    String id = JSON.readTree(created.body()).path("round_id").asText();
    for (CoordinatorApp unused : COORDINATORS) { // each has read of it
      assertThat(call("admin", "GET", "/rounds/" + id + "/status", "").statusCode()).isEqualTo(200);
    }
    return id;
  }

  private static HttpResponse<String> keyed(String who, String key, String body) throws Exception {
    return HTTP.send(
        request("POST", "/rounds", body)
            .header("Authorization", "Bearer " + token(who))
            .header("Idempotency-Key", key)
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode get(String who, String path) throws Exception {
    HttpResponse<String> response = call(who, "GET", path, "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static JsonNode post(String path) throws Exception {
    HttpResponse<String> response = call("operator", "POST", path, "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String detail(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body()).path("detail").asText();
  }

  private static HttpResponse<String> call(String who, String method, String path, String body)
      throws Exception {
    return HTTP.send(
        request(method, path, body).header("Authorization", "Bearer " + token(who)).build(),
        BodyHandlers.ofString());
  }

  /** Each call goes to the other coordinator. */
  private static HttpRequest.Builder request(String method, String path, String body) {
    CoordinatorApp coordinator = COORDINATORS.get(turn++ % COORDINATORS.size());
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + coordinator.restPort().orElseThrow() + BASE + path))
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }
}
