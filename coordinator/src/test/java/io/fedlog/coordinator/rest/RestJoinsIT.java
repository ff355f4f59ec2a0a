package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes part in rounds of REST stores, where nothing counts that is not signed. */
class RestJoinsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String UPDATE = "{\"model_parameters\": {\"w\": [1]}}";

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Path keyFile;
  private static Installation installation;
  private static CoordinatorApp coordinator;
  private static FakeAggregator log;

  @BeforeAll
  static void start() {
    installation = new Installation();
    tokens = new OwnTokens(folder, Clock.systemUTC());
    keyFile = folder.resolve("coordinator.pem");
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT",
                "0",
                "FL_TOKEN_KEY_FILE",
                tokens.keyFile().toString(),
                "FL_SIGNATURES",
                "required",
                "FL_SIGNING_KEY_FILE",
                keyFile.toString()),
            Clock.systemUTC());
    await().until(() -> coordinator.health().ready().ok());
    log = new FakeAggregator(installation.servers());
  }

  @AfterAll
  static void stop() throws Exception {
    log.close();
    coordinator.close();
    installation.close();
  }

  @Test
  void shouldVouchForNobody_whoseJoinIsNotBelieved() throws Exception {
    String round = create("{\"model_type\": \"t\", \"config\": {\"min_stores\": 1}}");
    Instant now = now();
    say(join("unsigned", round, now));
    say(Ed25519SealSigner.with(SigningKey.generate()).sign(join("stranger", round, now)));
    Join kept = join("kept", round, now.minus(Duration.ofMinutes(20)));
    say(Ed25519SealSigner.with(SigningKeyFile.open(keyFile)).sign(kept));
    assertThat(call("north", round + "/join", "").statusCode()).isEqualTo(200);
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(10))
        .until(() -> participating(round) == 1);

    assertThat(call("north", round + "/upload", UPDATE).statusCode()).isEqualTo(200);

    assertThat(joins(round))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("unsigned", 1L, "stranger", 1L, "kept", 1L, "north", 2L));
  }

  @Test
  void shouldTurnStoresAway_whenTheJoinWindowIsOver() throws Exception {
    String round =
        create(
            "{\"model_type\": \"t\", \"config\": {\"min_stores\": 1, \"layout\": {\"w\": [1]}, \"join_window_ms\": 60000}}");
    assertThat(call("north", round + "/join", "").statusCode()).isEqualTo(200);
    log.send(
        Topics.ROUND_STATE,
        id(round),
        RoundState.newBuilder()
            .setRoundId(id(round))
            .setModelType("t")
            .setStatus(RoundStatus.IN_PROGRESS)
            .setParticipatingStores(2)
            .setCreatedAt(now().minusSeconds(61))
            .setDeadlineAt(now().plusSeconds(600))
            .setLogOffset(0)
            .build());
    await().until(() -> participating(round) == 2);

    for (String wish : new String[] {"/join", "/upload"}) {
      HttpResponse<String> late = call("south", round + wish, UPDATE);
      assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
      assertThat(late.body()).contains("the round is in_progress, but its join window ended at");
    }
    assertThat(call("north", round + "/join", "").statusCode()).isEqualTo(200);
    assertThat(call("north", round + "/upload", UPDATE).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNameTheField_andMakeNothing_whenNoRecordHoldsTheRound() throws Exception {
    String texts =
        IntStream.range(0, 300)
            .mapToObj(i -> "\"text%d\": \"%s\"".formatted(i, "x".repeat(4000)))
            .collect(Collectors.joining(", "));
    try (Admin admin = Admin.create(installation.config().kafka().admin("test"))) {
      TopicAdmin topics = new TopicAdmin(admin, Installation.PARTITIONS);
      int before = topics.roundsWithTopic().size();
      for (String layout : new String[] {"{\"w\": [1]}", "\"first_upload\""}) {
        HttpResponse<String> refused =
            call(
                "admin",
                "/rounds",
                "{\"model_type\": \"t\", \"config\": {\"layout\": %s, %s}}"
                    .formatted(layout, texts));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
        assertThat(JSON.readTree(refused.body()).path("detail").asText())
            .startsWith("config: the round would be a record of more than 1044480 bytes");
      }
      assertThat(topics.roundsWithTopic()).hasSize(before);
    }
  }

  private static Join join(String storeId, String round, Instant at) {
    return new Join(storeId, id(round), "t", at, null, null);
  }

  private static void say(Join join) {
    log.send(Topics.JOINS, join.getStoreId(), join);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Clock.systemUTC().millis());
  }

  /** How many joins of each store the log has for a round. */
  private static Map<String, Long> joins(String round) {
    RecordCodec<Join> codec = RecordCodec.of(Topics.JOINS, new FingerprintDirectory());
    List<Join> joins = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            installation.config().kafka().consumer("test"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.JOINS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          joins.add(codec.decode(record.value()));
        }
      }
    }
    return joins.stream()
        .filter(join -> join.getRoundId().equals(id(round)))
        .collect(Collectors.groupingBy(Join::getStoreId, Collectors.counting()));
  }

  private static int participating(String round) throws Exception {
    HttpRequest request = request("admin", round + "/status").GET().build();
    JsonNode status = JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    return status.path("participating_stores").asInt();
  }

  private static String create(String body) throws Exception {
    HttpResponse<String> created = call("admin", "/rounds", body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return "/rounds/" + JSON.readTree(created.body()).path("round_id").asText();
  }

  private static String id(String round) {
    return round.substring("/rounds/".length());
  }

  private static HttpResponse<String> call(String who, String path, String body) throws Exception {
    return HTTP.send(
        request(who, path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String who, String path) {
    String token = who.equals("admin") ? tokens.of("alice", AccessRole.ADMIN) : tokens.ofStore(who);
    int port = coordinator.restPort().orElseThrow();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RestServer.BASE + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }
}
