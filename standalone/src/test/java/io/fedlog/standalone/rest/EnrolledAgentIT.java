package io.fedlog.standalone.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.enrol.EnrolmentFailedException;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.Topics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents that enrol themselves over HTTP, where nothing counts that is not signed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EnrolledAgentIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MODEL_TYPE = "sales_forecast";
  private static final List<String> STORES = List.of("S001", "S002", "S003");

  @TempDir Path folder;

  @Test
  void shouldTakePartOnceEnrolled_andNoMoreOnceRevoked() throws Exception {
    Path data = Files.writeString(folder.resolve("chain.csv"), Generator.ofStores(3).csv());
    try (RestInstallation fedlog =
            new RestInstallation(
                "FL_SIGNATURES",
                "required",
                "FL_SIGNING_KEY_FILE",
                folder.resolve("coordinator.pem").toString());
        Shutdown parts = new Shutdown()) {
      for (int i = 0; i < STORES.size(); i++) {
        String store = STORES.get(i);
        Path code = code(fedlog, i % 2, store);
        // Sent to the other coordinator: the code is on the log, not in whoever made it.
        parts.add(store, agent(fedlog, 1 - i % 2, store, code, data));
        Files.delete(code);
      }
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(fedlog.config(), Clock.systemUTC()));

      client.startPlan(plan(fedlog, "all"));
      PlanRecord all = client.awaitPlan("all", PATIENCE, state -> {});
      assertThat(all.getStatus()).as(all.getReason()).isEqualTo(PlanStatus.COMPLETED);
      assertThat(client.exportPromoted(MODEL_TYPE, PATIENCE).manifest().getCohortSize())
          .isEqualTo(3);
      assertThat(rejected(fedlog)).isEmpty();

      assertThat(fedlog.post(0, RestInstallation.ADMIN, "/stores/S003/revoke", "").status())
          .isEqualTo(200);
      client.startPlan(plan(fedlog, "rest"));
      PlanRecord rest = client.awaitPlan("rest", PATIENCE, state -> {});
      assertThat(rest.getStatus()).as(rest.getReason()).isEqualTo(PlanStatus.COMPLETED);
      assertThat(client.exportPromoted(MODEL_TYPE, PATIENCE).manifest().getCohortSize())
          .isEqualTo(2);
      assertThat(rejected(fedlog))
          .isNotEmpty()
          .extracting(RejectedRecord::getStoreId, RejectedRecord::getReason)
          .containsOnly(tuple("S003", "revoked"));
    }
  }

  @Test
  void shouldSayWhy_whenTheCodeIsAnothers() throws Exception {
    Path data = Files.writeString(folder.resolve("chain.csv"), Generator.ofStores(2).csv());
    try (RestInstallation fedlog = new RestInstallation()) {
      Path code = code(fedlog, 0, "S001");
      assertThatThrownBy(() -> agent(fedlog, 0, "S002", code, data))
          .isInstanceOf(EnrolmentFailedException.class)
          .hasMessageContaining("it is no enrolment code for store \"S002\"")
          .message()
          .doesNotContain(Files.readString(code).strip());
    }
  }

  private Path code(RestInstallation fedlog, int coordinator, String store) throws Exception {
    RestInstallation.Answer made =
        fedlog.post(
            coordinator, RestInstallation.ADMIN, "/stores/" + store + "/enrolment-codes", "{}");
    assertThat(made.status()).isEqualTo(201);
    return Files.writeString(
        folder.resolve(store + ".code"), made.body().path("enrolment_code").asText() + "\n");
  }

  private AgentApp agent(
      RestInstallation fedlog, int coordinator, String store, Path code, Path data) {
    return AgentApp.start(
        AgentConfig.fromEnv(
            Map.of(
                "FL_BOOTSTRAP_SERVERS",
                fedlog.config().kafka().bootstrapServers(),
                "FL_COORDINATOR_URL",
                URI.create(fedlog.base(coordinator)).resolve("/").toString(),
                "FL_ENROLMENT_CODE_FILE",
                code.toString(),
                "FL_DATA",
                data.toString(),
                "FL_STORE_COLUMN",
                "store",
                "FL_STORES",
                store,
                "FL_STATE_DIR",
                folder.resolve(store).toString())),
        Clock.systemUTC(),
        new Random(7));
  }

  private static PlanRecord plan(RestInstallation fedlog, String id) {
    return fedlog
        .config()
        .newPlan(id, MODEL_TYPE)
        .setMaxRounds(1)
        .setMinStores(2)
        .setThreshold("1")
        .setJoinWindowMs(5_000)
        .setTargetStores(STORES)
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }

  private static List<RejectedRecord> rejected(RestInstallation fedlog) {
    RecordCodec<RejectedRecord> codec = RecordCodec.of(Topics.REJECTED, new FingerprintDirectory());
    List<RejectedRecord> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            fedlog.config().kafka().consumer("test"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.REJECTED.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> values.add(codec.decode(record.value())));
      }
    }
    return values;
  }
}
