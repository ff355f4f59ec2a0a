package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Makes every call of the contract so that it succeeds, and some so that they do not.
 *
 * @param client holds the answers against the document
 * @param aggregator leaves every round open
 */
record EverySuccess(DocumentedClient client, FakeAggregator aggregator) {

  private static final String BASE = RestServer.BASE;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UPDATE =
      "{\"model_parameters\": {\"w\": [1, 2]}, \"training_metrics\": {\"training_samples\": 5}}";

  private static final String UNDER_NOISE =
      "{\"model_type\": \"t\", \"target_stores\": [\"north\", \"south\"], \"config\":"
          + " {\"min_stores\": 1, \"privacy_mode\": \"central\", \"privacy_delta\": 0.00001,"
          + " \"privacy_clip_norm\": 0.5}}";

  private static final String WITHOUT_NOISE =
      "{\"model_type\": \"t\", \"target_stores\": [\"north\"], \"config\": {\"min_stores\": 1}}";

  /** A round that never has its minimum, and its update in parts. */
  void waiting() throws Exception {
    String waiting = create("{\"min_stores\": 2, \"layout\": {\"w\": [2]}}");
    uploadInParts(waiting);
    client.expect(202, "admin", "POST", waiting + "/aggregate", "{}");
    client.expect(202, "admin", "POST", waiting + "/cancel", "{}");
  }

  void wholeRound() throws Exception {
    String round = create("{\"min_stores\": 1, \"layout\": {\"w\": [2]}}");
    client.expect(200, "analyst", "GET", round + "/status", "");
    client.expect(409, "store", "GET", round + "/download", "");
    client.expect(200, "store", "POST", round + "/join", "");
    client.expect(200, "store", "POST", round + "/upload", UPDATE, "Idempotency-Key", "once");
    client.expect(200, "store", "POST", round + "/upload", UPDATE, "Idempotency-Key", "once");
    String id = round.substring(round.lastIndexOf('/') + 1);
    await().until(() -> aggregator.roundIds().contains(id));
    aggregator.complete(
        aggregator.definitions().stream()
            .filter(one -> one.getRoundId().equals(id))
            .findFirst()
            .orElseThrow(),
        doubles(1, 2));
    await()
        .until(
            () ->
                client
                    .json(200, "admin", "GET", round + "/status", "")
                    .path("status")
                    .asText()
                    .equals("completed"));
    download(round + "/download");
    client.expect(200, "admin", "POST", round + "/aggregate", "{\"method\": \"fedavg\"}");
    client.expect(409, "admin", "POST", round + "/aggregate", "{\"method\": \"weighted\"}");
    assertThat(client.expect(200, "store", "GET", round + "/events", "").body())
        .as("the present state, and no more of a round that is over")
        .containsOnlyOnce("event: status")
        .contains("\"status\":\"completed\"");
    JsonNode rounds = client.json(200, "analyst", "GET", BASE + "/rounds?limit=1", "");
    assertThat(rounds.path("rounds")).hasSize(1);
    assertThat(client.json(200, "analyst", "GET", BASE + "/models", "").path("models")).hasSize(1);
    client.expect(200, "analyst", "GET", BASE + "/models/t/versions", "");
  }

  private void download(String path) throws Exception {
    String tag =
        client.expect(200, "operator", "GET", path, "").headers().firstValue("ETag").orElseThrow();
    client.expect(304, "operator", "GET", path, "", "If-None-Match", tag);
    client.expect(406, "operator", "GET", path, "", "Accept", "image/png");
    for (BinaryForm form : BinaryForm.values()) {
      client.expect(200, "operator", "GET", path, "", "Accept", form.mediaType());
    }
  }

  private void uploadInParts(String round) throws Exception {
    HttpResponse<String> begun =
        client.expect(
            201,
            "store",
            "POST",
            round + "/uploads",
            "{\"content_length\": %d}".formatted(UPDATE.length()));
    String upload = begun.headers().firstValue("Location").orElseThrow();
    int at = 0;
    for (String part : new String[] {UPDATE.substring(0, 9), UPDATE.substring(9)}) {
      HttpResponse<String> progress = client.expect(204, "store", "HEAD", upload, "");
      assertThat(progress.headers().firstValue("Upload-Offset")).hasValue(String.valueOf(at));
      HttpResponse<String> added =
          client.expect(
              204,
              "store",
              "PATCH",
              upload,
              part,
              "Content-Type",
              AddPart.TYPE,
              "Upload-Offset",
              String.valueOf(at));
      at += part.length();
      assertThat(added.headers().firstValue("Upload-Offset")).hasValue(String.valueOf(at));
    }
  }

  /** Nobody has fixed the layout, so no aggregator need agree; before a version of it is made. */
  void endingEarly() throws Exception {
    String round = create("{\"min_stores\": 1}");
    client.expect(200, "operator", "POST", round + "/cancel", "{\"reason\": \"not now\"}");
    assertThat(client.json(200, "admin", "GET", round + "/status", "").path("reason").asText())
        .isEqualTo("not now");
  }

  void privacy() throws Exception {
    String privacy = BASE + "/models/t/privacy";
    client.expect(404, "analyst", "GET", privacy, "");
    assertThat(client.json(409, "admin", "POST", BASE + "/rounds", UNDER_NOISE).toString())
        .contains("model type t has no privacy budget; set one: ./fedlog privacy budget --model t");
    String budget = "{\"epsilon\": 4, \"delta\": 0.00001}";
    JsonNode set = client.json(200, "admin", "PUT", privacy + "/budget", budget);
    assertThat(set.path("budget_epsilon").asDouble()).isEqualTo(4);
    String round =
        client.json(201, "admin", "POST", BASE + "/rounds", UNDER_NOISE).path("round_id").asText();
    String upload = BASE + "/rounds/" + round + "/upload";
    await().until(() -> aggregator.roundIds().contains(round));
    assertThat(client.json(409, "store", "POST", upload, UPDATE).path("detail").asText())
        .startsWith("the round is under privacy mode central");
    // At 10^-5, rho 1/2 is epsilon 4.73: spent before the budget was lowered.
    aggregator.account(spent(500_000_000_000L));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client.json(409, "admin", "POST", BASE + "/rounds", UNDER_NOISE).toString())
                    .contains("the budget of model type t is epsilon 4.0 at delta 1.0E-5"));
    assertThat(client.json(409, "admin", "POST", BASE + "/rounds", WITHOUT_NOISE).toString())
        .contains("model type t has a privacy budget", "./fedlog privacy withdraw --model t");
    client.expect(403, "operator", "PUT", privacy + "/budget", budget);
    client.expect(400, "admin", "PUT", privacy + "/budget", "{\"epsilon\": 0, \"delta\": 0}");
    aggregator.charge("t", "r-1", "north", "south", "south");
    await()
        .until(
            () ->
                client.json(200, "operator", "GET", privacy + "/rounds", "").path("rounds").size(),
            size -> size == 1);
    JsonNode ofStore = client.json(200, "analyst", "GET", privacy + "/rounds?store_id=south", "");
    assertThat(ofStore.path("rounds").path(0).path("charges").asInt()).isEqualTo(2);
    assertThat(ofStore.path("rounds").path(0).path("stores").asInt()).isEqualTo(1);
    client.expect(200, "analyst", "GET", privacy, "");
    client.expect(403, "operator", "DELETE", privacy + "/budget", "");
    client.expect(404, "admin", "DELETE", BASE + "/models/unheard/privacy/budget", "");
    JsonNode withdrawn = client.json(200, "admin", "DELETE", privacy + "/budget", "");
    assertThat(withdrawn.has("budget_epsilon")).isFalse();
    await() // as soon as this coordinator has read it
        .untilAsserted(() -> client.expect(201, "admin", "POST", BASE + "/rounds", WITHOUT_NOISE));
  }

  private static PrivacyAccount spent(long rho) {
    return PrivacyAccount.newBuilder()
        .setModelType("t")
        .setBudget(new PrivacyBudget(4.0, 1e-5))
        .setSetBy("test")
        .setRho(rho)
        .setAt(Instant.EPOCH)
        .build();
  }

  void plan() throws Exception {
    String body =
        """
        {"plan_id": "p", "model_type": "sales_forecast", "max_rounds": 2,
         "training_config": {"target": "y"}}
        """;
    String plan =
        client
            .expect(201, "operator", "POST", BASE + "/plans", body)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    for (String act : new String[] {"/pause", "/resume", "/stop"}) {
      client.expect(200, "operator", "POST", plan + act, "");
    }
    client.expect(200, "admin", "GET", plan, "");
    assertThat(client.json(200, "admin", "GET", BASE + "/plans", "").path("plans")).hasSize(1);
  }

  void enrolment() throws Exception {
    String store = BASE + "/stores/east";
    String code =
        client
            .json(201, "admin", "POST", store + "/enrolment-codes", "{}")
            .path("enrolment_code")
            .asText();
    SigningKey key = SigningKey.generate();
    Base64.Encoder base64 = Base64.getEncoder();
    String body =
        JSON.writeValueAsString(
            Map.of(
                "store_id",
                "east",
                "enrolment_code",
                code,
                "public_key",
                base64.encodeToString(key.publicKey().getEncoded()),
                "signature",
                base64.encodeToString(EnrolmentProof.sign(key, code, "east"))));
    client.expect(200, "", "POST", BASE + "/stores/enrol", body);
    client.expect(200, "operator", "GET", BASE + "/stores?status=enrolled", "");
    client.expect(200, "admin", "POST", store + "/revoke", "");
    client.expect(403, "", "POST", BASE + "/stores/enrol", body);
  }

  void signIn(String name, String password) throws Exception {
    String right = JSON.writeValueAsString(Map.of("name", name, "password", password));
    String tokenId =
        client.json(201, "", "POST", BASE + "/tokens", right).path("token_id").asText();
    client.expect(200, "admin", "POST", BASE + "/tokens/" + tokenId + "/revoke", "");
    client.expect(401, "", "POST", BASE + "/tokens", right.replace(password, "wrong"));
  }

  private String create(String config) throws Exception {
    JsonNode created =
        client.json(
            201,
            "admin",
            "POST",
            BASE + "/rounds",
            "{\"model_type\": \"t\", \"target_stores\": [\"north\", \"south\"], \"config\": "
                + config
                + "}");
    return BASE + "/rounds/" + created.path("round_id").asText();
  }

  private static byte[] doubles(double... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    return bytes.array();
  }
}
