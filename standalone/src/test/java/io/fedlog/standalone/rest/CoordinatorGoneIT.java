package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.rest.RestInstallation.Answer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** A coordinator goes away while a store uploads; the store goes on at the other one. */
class CoordinatorGoneIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int NUMBERS = 100_000;

  @Test
  void shouldCountTheUploadOnce_whenItsCoordinatorStopsHalfWay() throws Exception {
    try (RestInstallation installation = new RestInstallation("FL_MIN_STORES", "2")) {
      Answer created =
          installation.post(
              0,
              ADMIN,
              "/rounds",
              "{\"model_type\": \"large\", \"target_stores\": [\"STORE001\", \"STORE002\"]}");
      String id = created.body().path("round_id").asText();
      String round = "/rounds/" + id;
      byte[] update = update(1).getBytes(StandardCharsets.UTF_8);

      try (Socket socket = new Socket("127.0.0.1", installation.port(0))) {
        String head =
            "POST /api/v1/federated-learning%s/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nIdempotency-Key: k1\r\nContent-Length: %d\r\n\r\n"
                .formatted(round, installation.token("STORE001"), update.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(update, 0, update.length / 2);
        socket.getOutputStream().flush();
        installation.stop(0);
      }
      assertThat(installation.get(1, ADMIN, round + "/status").body().path("completed_stores"))
          .hasToString("0");

      Answer uploaded = installation.keyed(1, "STORE001", "k1", round + "/upload", update(1));
      assertThat(uploaded.status()).isEqualTo(200);
      assertThat(installation.keyed(1, "STORE001", "k1", round + "/upload", update(1)).body())
          .as("the answer got lost")
          .isEqualTo(uploaded.body());
      assertThat(installation.post(1, "STORE002", round + "/upload", update(3)).status())
          .isEqualTo(200);
      await()
          .atMost(LONG)
          .until(
              () ->
                  installation
                      .get(1, ADMIN, round + "/status")
                      .body()
                      .path("status")
                      .asText()
                      .equals("completed"));

      assertThat(
              installation
                  .get(1, ADMIN, round + "/download")
                  .body()
                  .path("parameters")
                  .path("w")
                  .get(0)
                  .asDouble())
          .isEqualTo(2.0);
      Answer late = installation.keyed(1, "STORE001", "k1", round + "/upload", update(1));
      assertThat(late.status()).as("the round is over, the key stands").isEqualTo(200);
      assertThat(late.body()).isEqualTo(uploaded.body());
      assertThat(installation.keyed(1, "STORE001", "k1", round + "/upload", update(2)).status())
          .as("another body under the key")
          .isEqualTo(422);
      assertThat(installation.post(1, "STORE001", round + "/upload", update(1)).status())
          .as("without the key it is late")
          .isEqualTo(409);
      RoundMetrics counted = metrics(installation, id);
      assertThat(counted.getAttemptsReceived()).isEqualTo(2);
      assertThat(counted.getAttemptsAggregated()).isEqualTo(2);
      assertThat(counted.getChunksIncomplete()).isZero();
    }
  }

  private static String update(int value) {
    return "{\"model_parameters\": {\"w\": ["
        + (value + ",").repeat(NUMBERS - 1)
        + value
        + "]}, \"training_metrics\": {\"training_samples\": 10}}";
  }

  private static RoundMetrics metrics(RestInstallation installation, String roundId) {
    RecordCodec<RoundMetrics> codec =
        RecordCodec.of(Topics.ROUND_METRICS, new FingerprintDirectory());
    Properties settings = installation.config().kafka().consumer("metrics");
    List<RoundMetrics> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topics.ROUND_METRICS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      await()
          .atMost(LONG)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(record -> found.add(codec.decode(record.value())));
                return found.stream().anyMatch(metrics -> metrics.getRoundId().equals(roundId));
              });
    }
    return found.stream()
        .filter(metrics -> metrics.getRoundId().equals(roundId))
        .reduce((before, after) -> after)
        .orElseThrow();
  }
}
