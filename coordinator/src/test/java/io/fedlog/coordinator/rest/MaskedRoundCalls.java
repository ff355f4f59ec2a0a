package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMember;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Makes calls about rounds whose stores mask.
 *
 * @param client holds the answers against the document
 * @param aggregator leaves every round open
 */
record MaskedRoundCalls(DocumentedClient client, FakeAggregator aggregator) {

  private static final String ROUNDS = RestServer.BASE + "/rounds";

  /** Of a model type that has a version. */
  void ofType(String type) throws Exception {
    refusals(type);
    String id = create(type, "{\"min_stores\": 3, \"secure_aggregation\": {\"group_size\": 4}}");
    await().until(() -> aggregator.roundIds().contains(id));
    RoundDefinition round =
        aggregator.definitions().stream()
            .filter(one -> one.getRoundId().equals(id))
            .findFirst()
            .orElseThrow();
    SecureRules rules = round.getSecureAggregation();
    assertThat(rules.getGroupSize()).isEqualTo(4);
    assertThat(rules.getDropOut()).isEqualTo("0.3");
    assertThat(round.getUpdateEncoding()).isEqualTo(UpdateEncoding.GRID);
    assertThat(round.getTrainingConfig()).doesNotContainKey("secure_aggregation");
    String path = ROUNDS + "/" + id;
    String update =
        "{\"model_parameters\": {\"w\": [1, 2]}, \"training_metrics\": {\"training_samples\": 5}}";
    assertThat(detail(409, "store", path + "/upload", update))
        .startsWith("the round masks: only store agents can");
    assertThat(detail(409, "store", path + "/uploads", "{\"content_length\": 9}"))
        .startsWith("the round masks: only store agents can");
    assertThat(detail(409, "store", path + "/join", ""))
        .startsWith("the round masks: stores join it by their agents");
    assertThat(masking(path).path("phase").asText()).isEqualTo("advertise");
    aggregator.say(id, group());
    aggregator.say(
        id, new SecureSharers(digest(), ByteBuffer.wrap(new byte[] {0xb}), 3, Instant.EPOCH));
    await().until(() -> masking(path).path("phase").asText().equals("mask"));
    JsonNode standing = masking(path);
    assertThat(standing.path("group_size").asInt()).isEqualTo(4);
    assertThat(standing.path("neighbours").asInt()).isEqualTo(3);
    assertThat(standing.path("threshold").asInt()).isEqualTo(2);
    assertThat(standing.path("dropped_stores").asInt()).isEqualTo(1);
    assertThat(standing.path("dropped").path(0).asText()).isEqualTo("west");
  }

  private void refusals(String type) throws Exception {
    assertThat(
            detail(
                400,
                "admin",
                ROUNDS,
                body(type, "{\"aggregation_method\": \"median\", \"secure_aggregation\": true}")))
        .startsWith("secure_aggregation: method is median; expected one of [fedadagrad, ");
    assertThat(detail(400, "admin", ROUNDS, body("untrained", "{\"secure_aggregation\": true}")))
        .startsWith("secure_aggregation: expected none in the first round of a model type");
    assertThat(
            detail(400, "admin", ROUNDS, body(type, "{\"secure_aggregation\": {\"corrupt\": 1}}")))
        .startsWith("secure_aggregation: corrupt is 1; expected a share from 0 to below 1");
    assertThat(detail(400, "admin", ROUNDS, body(type, "{\"secure_aggregation\": 7}")))
        .isEqualTo("config.secure_aggregation is 7; expected true, false or an object");
  }

  private String create(String type, String config) throws Exception {
    return client.json(201, "admin", "POST", ROUNDS, body(type, config)).path("round_id").asText();
  }

  private String detail(int status, String role, String path, String body) throws Exception {
    return client.json(status, role, "POST", path, body).path("detail").asText();
  }

  private JsonNode masking(String path) throws Exception {
    return client.json(200, "analyst", "GET", path + "/status", "").path("secure_aggregation");
  }

  private static String body(String type, String config) {
    return "{\"model_type\": \"%s\", \"target_stores\": [\"north\", \"south\", \"west\", \"east\"], \"config\": %s}"
        .formatted(type, config);
  }

  private static SecureGroup group() {
    return new SecureGroup(
        0,
        1,
        4,
        0,
        Stream.of("north", "south", "west", "east")
            .map(store -> new SecureMember(store, digest(), digest(), digest()))
            .toList(),
        3,
        2,
        digest(),
        Instant.EPOCH);
  }

  private static ByteBuffer digest() {
    return ByteBuffer.allocate(32);
  }
}
