package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.standalone.rest.RestInstallation.Answer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators change of rounds, and what clients hear of it, with a real aggregator. */
class RestChangesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static RestInstallation installation;
  private static int turn;

  @BeforeAll
  static void start() throws Exception {
    installation = new RestInstallation("FL_MIN_STORES", "2");
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void shouldAggregateByAnotherMethod_whileTheRoundIsOpen() throws Exception {
    String round = waiting("demand_prediction");

    Answer aggregated = post(ADMIN, round + "/aggregate", "{\"method\": \"weighted\"}");

    // (1 x 1000 + 5 x 3000) / 4000, where the round as defined would have given 3
    assertThat(aggregated.status()).as(aggregated.response().body()).isEqualTo(200);
    assertThat(aggregated.body().path("global_model").path("parameters").toString())
        .isEqualTo("{\"w\":[4.0]}");
    assertThat(aggregated.body().path("global_model").path("aggregation_method").asText())
        .isEqualTo("weighted");
    Answer again = post(ADMIN, round + "/aggregate", "{\"method\": \"weighted\"}");
    assertThat(again.body()).isEqualTo(aggregated.body());
    Answer defined = post(ADMIN, round + "/aggregate", "{\"method\": \"fedavg\"}");
    assertThat(defined.status()).isEqualTo(409);
    assertThat(defined.body().path("detail").asText()).contains("was aggregated by weighted");
    JsonNode version =
        get(ADMIN, "/models/demand_prediction/versions").body().path("versions").get(0);
    assertThat(version.path("model_version").asText()).isEqualTo("v1.0");
    assertThat(version.path("aggregation_method").asText()).isEqualTo("weighted");
    assertThat(version.path("promoted").asBoolean()).isTrue();
  }

  @Test
  void shouldSayWhyNot_whenTheUpdatesAreNotFitForTheMethod() throws Exception {
    String round = waiting("churn_prediction");

    for (String method : List.of("fednova", "krum", "best")) {
      Answer refused = post(ADMIN, round + "/aggregate", "{\"method\": \"%s\"}".formatted(method));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body().path("detail").asText()).startsWith("method: ").contains(method);
    }
    assertThat(status(round).path("status").asText()).isEqualTo("in_progress");
    Answer aggregated = post(ADMIN, round + "/aggregate", "{}");
    assertThat(aggregated.body().path("global_model").path("parameters").toString())
        .isEqualTo("{\"w\":[3.0]}");
  }

  @Test
  void shouldTellAndEstimate_whileRoundsGoOn() throws Exception {
    for (int number = 1; number <= 3; number++) {
      String round = create("customer_segmentation", "\"STORE001\", \"STORE002\"");
      assertThat(status(round).path("estimated_completion").isNull()).isTrue();
      try (BufferedReader events = events(round)) {
        upload("STORE001", round, 1, 1);
        upload("STORE002", round, 3, 1);
        String told = events.lines().reduce("", String::concat); // ends with the round
        assertThat(told).contains("\"status\":\"completed\"").contains("\"progress\":1.0");
      }
    }
    String open = create("customer_segmentation", "\"STORE001\", \"STORE002\"");
    Instant asked = Instant.now();
    JsonNode estimate = status(open).path("estimated_completion");
    if (!estimate.isNull()) { // those before may have taken less time than to ask
      assertThat(Instant.parse(estimate.asText())).isAfter(asked.minusMillis(1));
    }
    Answer cancelled = post(ADMIN, open + "/cancel", "{\"reason\": \"enough\"}");
    assertThat(cancelled.status()).as(cancelled.response().body()).isEqualTo(200);
    assertThat(status(open).path("reason").asText()).isEqualTo("enough");
  }

  /** Two of three have uploaded 1 of 1000 rows and 5 of 3000, and the third is waited for. */
  private static String waiting(String type) throws Exception {
    String round = create(type, "\"STORE001\", \"STORE002\", \"STORE003\"");
    upload("STORE001", round, 1, 1000);
    upload("STORE002", round, 5, 3000);
    await().atMost(LONG).until(() -> status(round).path("completed_stores").asInt() == 2);
    assertThat(status(round).path("status").asText()).isEqualTo("in_progress");
    return round;
  }

  private static BufferedReader events(String round) throws Exception {
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(installation.base(0) + round + "/events"))
                    .header("Authorization", "Bearer " + installation.token("STORE001"))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static String create(String type, String stores) throws Exception {
    Answer created =
        post(
            ADMIN,
            "/rounds",
            "{\"model_type\": \"%s\", \"target_stores\": [%s], \"config\": {\"aggregation_threshold\": 1, \"layout\": \"first_upload\"}}"
                .formatted(type, stores));
    assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    return "/rounds/" + created.body().path("round_id").asText();
  }

  private static void upload(String store, String round, int value, int samples) throws Exception {
    Answer uploaded =
        post(
            store,
            round + "/upload",
            "{\"model_parameters\": {\"w\": [%d]}, \"training_metrics\": {\"training_samples\": %d}}"
                .formatted(value, samples));
    assertThat(uploaded.status()).as(uploaded.response().body()).isEqualTo(200);
  }

  private static JsonNode status(String round) throws Exception {
    return get(ADMIN, round + "/status").body();
  }

  private static Answer post(String token, String path, String body) throws Exception {
    return installation.post(turn++ % 2, token, path, body);
  }

  private static Answer get(String token, String path) throws Exception {
    return installation.get(turn++ % 2, token, path);
  }
}
