package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real broker's audit topic has of calls. */
class RestAuditIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void shouldNameTheNewRound_andRepeatNothingOfABody() throws Exception {
    OwnTokens tokens = new OwnTokens(folder, Clock.systemUTC());
    try (Installation installation = new Installation();
        CoordinatorApp coordinator =
            CoordinatorApp.start(
                installation.config(
                    "FL_HTTP_PORT", "0", "FL_TOKEN_KEY_FILE", tokens.keyFile().toString()),
                Clock.systemUTC())) {
      await().atMost(SOON).until(() -> coordinator.health().ready().ok());
      String token = tokens.of("ada", AccessRole.OPERATOR);
      int port = coordinator.restPort().orElseThrow();
      HttpResponse<String> defined =
          create(port, token, "{\"model_type\": \"t\", \"config\": {\"layout\": {\"w\": [2]}}}");
      HttpResponse<String> wished = create(port, token, "{\"model_type\": \"t\"}");
      HttpResponse<String> refused = create(port, token, "{\"model_type\": [0.25, 0.5]}");
      assertThat(refused.body()).contains("came [0.25,0.5]");

      await().atMost(SOON).until(() -> events(installation.servers()).size() >= 3);
      List<AuditEvent> events = events(installation.servers());
      assertThat(events)
          .extracting(event -> event.getEvent() + " " + event.getResult())
          .containsExactly("create_round ok", "create_round ok", "create_round refused");
      assertThat(events)
          .extracting(AuditEvent::getRoundId)
          .containsExactly(roundId(defined), roundId(wished), null);
      assertThat(events.get(2).getDetails()).containsEntry("reason", "400 Bad Request: model_type");
      assertThat(events.toString()).doesNotContain("0.25");
    }
  }

  private static String roundId(HttpResponse<String> created) throws Exception {
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return new ObjectMapper().readTree(created.body()).path("round_id").asText();
  }

  private static HttpResponse<String> create(int port, String token, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + RestServer.BASE + "/rounds"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  /** All that the audit topic, which has one partition, has by now. */
  private static List<AuditEvent> events(String servers) {
    RecordCodec<AuditEvent> codec = RecordCodec.of(Topics.AUDIT, new FingerprintDirectory());
    List<AuditEvent> events = new ArrayList<>();
    TopicPartition partition = new TopicPartition(Topics.AUDIT.name(), 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> events.add(codec.decode(record.value())));
      }
    }
    return events;
  }
}
