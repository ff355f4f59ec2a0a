package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.standalone.rest.RestInstallation.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rounds through the contract's six calls, each call to the other one of two coordinators. */
class RestRoundIT {

  private static final String THREE = "\"STORE001\", \"STORE002\", \"STORE003\"";
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
  void shouldGoThroughARound_asTheContractSays() throws Exception {
    Answer created =
        post(
            ADMIN,
            "/rounds",
            """
            {"model_type": "sales_forecast", "target_stores": ["STORE001", "STORE002"],
             "config": {"epochs": 10, "batch_size": 32}}
            """);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("status").asText()).isEqualTo("created");
    assertThat(created.body().path("message").asText()).isNotBlank();
    String round = "/rounds/" + created.body().path("round_id").asText();
    assertThat(get("STORE001", round + "/status").body().toString())
        .isEqualTo(
            "{\"round_id\":\"%s\",\"status\":\"created\",\"participating_stores\":0,\"completed_stores\":0,\"progress\":0.0,\"estimated_completion\":null}"
                .formatted(created.body().path("round_id").asText()));

    Answer joined = post("STORE001", round + "/join", "");
    assertThat(joined.status()).isEqualTo(200);
    assertThat(joined.body().path("store_id").asText()).isEqualTo("STORE001");
    assertThat(joined.body().path("status").asText()).isEqualTo("joined");
    assertThat(joined.body().path("training_config").toString())
        .isEqualTo(
            "{\"batch_size\":32,\"epochs\":10,\"learning_rate\":0.001,\"privacy_epsilon\":1.0,\"aggregation_method\":\"fedavg\"}");
    assertThat(post("STORE002", round + "/join", "").status()).isEqualTo(200);
    await().atMost(LONG).until(() -> status(round).path("participating_stores").asInt() == 2);
    assertThat(status(round).path("status").asText()).isEqualTo("in_progress");
    assertThat(get(ADMIN, round + "/download").status()).isEqualTo(409);

    Answer uploaded = post("STORE001", round + "/upload", update("[[1, 2]], [0.1]"));
    assertThat(uploaded.body().path("status").asText())
        .as(uploaded.response().body())
        .isEqualTo("uploaded");
    assertThat(post("STORE001", round + "/upload", update("[[1, 2]], [0.1]")).status())
        .as("the same again does no harm")
        .isEqualTo(200);
    assertThat(post("STORE002", round + "/upload", update("[[3, 4, 5]], [0.1]")).status())
        .as("another shape")
        .isEqualTo(422);
    assertThat(post("STORE002", round + "/upload", update("[[3, 4]], [0.3]")).status())
        .isEqualTo(200);
    await().atMost(LONG).until(() -> status(round).path("status").asText().equals("completed"));

    JsonNode ended = status(round);
    assertThat(ended.path("completed_stores").asInt()).isEqualTo(2);
    assertThat(ended.path("progress").asDouble()).isEqualTo(1.0);
    Answer downloaded = get("STORE002", round + "/download");
    assertThat(downloaded.body().path("model_version").asText()).isEqualTo("v1.0");
    assertThat(downloaded.body().path("parameters").toString())
        .isEqualTo("{\"layer1\":[[[2.0,3.0]],[0.2]],\"flatten\":[]}");
    assertThat(Instant.parse(downloaded.body().path("download_time").asText())).isNotNull();

    Answer aggregated = post(ADMIN, round + "/aggregate", "{\"method\": \"fedavg\"}");
    assertThat(aggregated.status()).isEqualTo(200);
    assertThat(aggregated.body().path("global_model").path("parameters"))
        .isEqualTo(downloaded.body().path("parameters"));
    assertThat(aggregated.body().path("global_model").path("aggregation_method").asText())
        .isEqualTo("fedavg");
    assertThat(aggregated.body().path("num_participating_stores").asInt()).isEqualTo(2);
    assertThat(Instant.parse(aggregated.body().path("aggregated_at").asText())).isNotNull();
    Answer other = post(ADMIN, round + "/aggregate", "{\"method\": \"weighted\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.body().path("detail").asText()).contains("fedavg");
    assertThat(post("STORE001", round + "/join", "").status()).isEqualTo(409);
    assertThat(post("STORE001", round + "/upload", update("[[1, 2]], [0.1]")).status())
        .isEqualTo(409);
  }

  @Test
  void shouldWeighBySamples_whenTheMethodIsWeighted() throws Exception {
    String round =
        create(
            "demand_prediction",
            "\"config\": {\"aggregation_method\": \"weighted\", \"min_stores\": 2}",
            "\"STORE001\", \"STORE002\"");
    assertThat(post("STORE001", round + "/upload", "{\"model_parameters\": {\"w\": [1]}}").status())
        .as("no samples, no weight")
        .isEqualTo(422);
    upload("STORE001", round, 1, 1000);
    upload("STORE002", round, 5, 3000);
    await().atMost(LONG).until(() -> status(round).path("status").asText().equals("completed"));

    // (1 x 1000 + 5 x 3000) / 4000
    assertThat(get(ADMIN, round + "/download").body().path("parameters").toString())
        .isEqualTo("{\"w\":[4.0]}");
  }

  @Test
  void shouldDecideAtOnce_whenAnAdminAsksForIt() throws Exception {
    String round = create("churn_prediction", "\"config\": {\"aggregation_threshold\": 1}", THREE);
    assertThat(post(ADMIN, round + "/aggregate", "{}").status())
        .as("nobody has uploaded")
        .isEqualTo(409);
    for (String store : new String[] {"STORE001", "STORE002", "STORE003"}) {
      assertThat(post(store, round + "/join", "").status()).isEqualTo(200);
    }
    upload("STORE001", round, 1, 1);
    upload("STORE002", round, 2, 1);
    await().atMost(LONG).until(() -> status(round).path("completed_stores").asInt() == 2);
    assertThat(status(round).path("status").asText()).isEqualTo("in_progress");

    Answer aggregated = post(ADMIN, round + "/aggregate", "{\"method\": \"fedavg\"}");

    assertThat(aggregated.status()).as(aggregated.response().body()).isEqualTo(200);
    assertThat(aggregated.body().path("global_model").path("parameters").toString())
        .isEqualTo("{\"w\":[1.5]}");
    assertThat(aggregated.body().path("num_participating_stores").asInt()).isEqualTo(3);
  }

  @Test
  void shouldAnswer202_whenTheMinimumIsNotThere() throws Exception {
    String round = create("customer_segmentation", "\"config\": {}", "\"STORE001\", \"STORE002\"");
    upload("STORE001", round, 1, 1);

    Answer aggregated = post(ADMIN, round + "/aggregate", "{\"method\": \"fedavg\"}");

    assertThat(aggregated.status()).isEqualTo(202);
    assertThat(aggregated.response().headers().firstValue("Location").orElse(""))
        .endsWith(round + "/status");
  }

  @Test
  void shouldCountRestAndKafkaAlike_whenBothTakePart() throws Exception {
    String round =
        create("mixed", "\"config\": {\"layout\": {\"w\": [2]}}", "\"STORE001\", \"NATIVE\"");
    try (CoordinatorClient client =
        CoordinatorClient.connect(installation.config(), Clock.systemUTC())) {
      RoundDefinition definition =
          client.definition(round.substring("/rounds/".length())).orElseThrow();
      uploadByKafka(definition, 1, 2);
    }
    assertThat(
            post("STORE001", round + "/upload", "{\"model_parameters\": {\"w\": [3, 4]}}").status())
        .isEqualTo(200);
    await().atMost(LONG).until(() -> status(round).path("status").asText().equals("completed"));

    assertThat(get(ADMIN, round + "/download").body().path("parameters").toString())
        .isEqualTo("{\"w\":[2.0,3.0]}");
    String next = create("mixed", "\"config\": {}", "\"STORE001\", \"STORE002\"");
    try (CoordinatorClient client =
        CoordinatorClient.connect(installation.config(), Clock.systemUTC())) {
      RoundDefinition definition =
          client.definition(next.substring("/rounds/".length())).orElseThrow();
      assertThat(definition.getBase().getVersion())
          .as("a round of a type that has a version goes on from it")
          .isEqualTo(1);
      assertThat(definition.getGrid().getLanes()).isEqualTo(2);
    }
  }

  private static void uploadByKafka(RoundDefinition round, double... numbers) throws Exception {
    ByteBuffer update =
        ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    update.asDoubleBuffer().put(numbers);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            installation.config().kafka().producer("native"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      new UpdateUpload(
              producer,
              new FingerprintDirectory(),
              SealSigner.unsigned(),
              Clock.systemUTC(),
              executor)
          .upload(
              new UploadRequest(
                  round,
                  "NATIVE",
                  new Attempt(1, 1),
                  UpdatePayload.of(update.array()),
                  1,
                  1,
                  Map.of(),
                  null,
                  null,
                  null))
          .get(30, TimeUnit.SECONDS);
    } finally {
      executor.shutdownNow();
    }
  }

  private static String create(String type, String config, String stores) throws Exception {
    Answer created =
        post(
            ADMIN,
            "/rounds",
            "{\"model_type\": \"%s\", \"target_stores\": [%s], %s}"
                .formatted(type, stores, config));
    assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    return "/rounds/" + created.body().path("round_id").asText();
  }

  private static void upload(String store, String round, int value, int samples) throws Exception {
    Answer uploaded =
        post(
            store,
            round + "/upload",
            "{\"model_parameters\": {\"w\": [%d]}, \"training_metrics\": {\"loss\": 0.5, \"training_samples\": %d}}"
                .formatted(value, samples));
    assertThat(uploaded.status()).as(uploaded.response().body()).isEqualTo(200);
  }

  private static String update(String weights) {
    return "{\"model_parameters\": {\"layer1\": [%s], \"flatten\": []}, \"training_metrics\": {\"loss\": 0.25, \"accuracy\": 0.85, \"training_samples\": 1000}}"
        .formatted(weights);
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
