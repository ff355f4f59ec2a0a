package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see and ask, against a log on which nobody acts. */
class OperationsIT {

  private static final String TYPE = SampleRecords.TYPE;
  private static final Instant NOW = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
  private static final int MANY = 10_000;

  @TempDir Path folder;

  @Test
  void shouldShowAndAsk() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.builder().dataDir(folder).port(0).start()) {
      Map<String, String> environment =
          Map.of("FL_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "FL_PARTITIONS", "1");
      CoordinatorClient.connect(CoordinatorConfig.fromEnv(environment), Clock.systemUTC())
          .close(); // creates the topics
      try (LogWriter log = new LogWriter(kafka.bootstrapServers())) {
        fill(log);
      }
      rounds(environment);
      explain(environment);
      models(environment);
      stores(environment);
      top(kafka.bootstrapServers());
      wishes(environment, kafka.bootstrapServers());
    }
  }

  private static void fill(LogWriter log) {
    for (int i = 0; i < MANY; i++) {
      String id = "old-%05d".formatted(i);
      log.write(
          Topics.ROUND_STATE, id, SampleRecords.state(id, RoundStatus.COMPLETED, NOW).build());
    }
    RoundDefinition open = SampleRecords.definition("p-0001", NOW);
    RoundTargets page = new RoundTargets("p-0001", TYPE, 0, List.of("north", "south"));
    log.write(Topics.ROUNDS, "p-0001", new RoundRecord(open));
    log.write(Topics.ROUNDS, "p-0001#0", new RoundRecord(page));
    log.write(Topics.ROUNDS, "p-0002", new RoundRecord(SampleRecords.definition("p-0002", NOW)));
    RoundState state =
        SampleRecords.state("p-0001", RoundStatus.IN_PROGRESS, NOW)
            .setParticipatingStores(1)
            .setNeededStores(2)
            .setEndedAt(null)
            .build();
    log.write(Topics.ROUND_STATE, "p-0001", state);
    Join join = new Join("north", "p-0001", TYPE, NOW, null, null);
    log.write(Topics.JOINS, "north", join);
    log.write(Topics.ROUND_LOG, TYPE, entry(open));
    log.write(Topics.ROUND_LOG, TYPE, entry(join));
    log.write(
        Topics.REJECTED,
        "south",
        RejectedRecord.newBuilder()
            .setSourceTopic("fl.joins")
            .setSourcePartition(0)
            .setSourceOffset(1)
            .setRoundId("p-0001")
            .setStoreId("south")
            .setReason("unsigned")
            .setDetail("expected a signature, came none")
            .build());
    for (String name : List.of("north", "aggregator/one")) {
      Heartbeat sign =
          Heartbeat.newBuilder().setStoreId(name).setAt(NOW).setCodeVersion("0.1.0").build();
      log.write(Topics.HEARTBEATS, name, sign);
    }
    log.write(
        Topics.STORE_METRICS,
        "north",
        StoreMetric.newBuilder()
            .setStoreId("north")
            .setModelType(TYPE)
            .setRoundId("old-00001")
            .setModelVersion(1)
            .setPhase("train")
            .setMetricName("loss")
            .setMetricValue(0.5)
            .setSamples(40)
            .setMeasuredAt(NOW)
            .build());
    for (long version = 1; version <= 2; version++) {
      log.write(
          Topics.GLOBAL_MODELS,
          TYPE + "/" + version,
          new ModelRecord(SampleRecords.manifest(version, NOW)));
    }
    log.write(
        Topics.GLOBAL_MODELS,
        TYPE + "/promoted",
        new ModelRecord(new ModelPointer(TYPE, 1L, NOW, "ada")));
  }

  private static void rounds(Map<String, String> environment) throws Exception {
    JsonNode all = json(environment, "rounds", "list", "--limit", "0", "--output", "json");
    assertThat(all).hasSize(MANY + 2);
    assertThat(done(environment, "rounds", "list", "--status", "completed", "--limit", "2"))
        .contains("old-", "... and 9998 more; --limit 0 shows all");
    JsonNode open = json(environment, "rounds", "list", "--status", "open", "--output", "json");
    assertThat(open.findValuesAsText("round_id")).containsExactlyInAnyOrder("p-0001", "p-0002");
    assertThat(open.findValuesAsText("status")).containsExactlyInAnyOrder("IN_PROGRESS", "DEFINED");
    assertThat(json(environment, "rounds", "list", "--model", "other", "--output", "json"))
        .isEmpty();

    JsonNode one = json(environment, "rounds", "show", "p-0001", "--output", "json");
    assertThat(one.path("needed_stores").asInt()).isEqualTo(2);
    assertThat(one.path("target_stores")).hasSize(2);
    assertFailed(environment, "there is no round q", "rounds", "show", "q");
  }

  private static void explain(Map<String, String> environment) throws Exception {
    JsonNode story = json(environment, "explain", "--round", "p-0001", "--output", "json");
    assertThat(story.path("explanation").asText())
        .contains("waits for updates: 0 of 1 stores", "2 are needed", "north (", "south");
    assertThat(story.path("timeline").findValuesAsText("what"))
        .contains("defined", "opened", "first join", "first refusal: unsigned");
    assertThat(done(environment, "explain", "--round", "p-0002"))
        .contains("Round p-0002 is defined, and ");
    CommandRun unknown = CommandRun.in(environment, "explain", "--round", "q");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.out()).contains("No topic knows a round q");
  }

  private static void models(Map<String, String> environment) throws Exception {
    JsonNode types = json(environment, "models", "list", "--output", "json");
    assertThat(types).hasSize(1);
    assertThat(types.get(0).path("version").asLong()).isEqualTo(2);
    assertThat(types.get(0).path("promoted_version").asLong()).isEqualTo(1);
    assertThat(json(environment, "models", "show", TYPE, "--output", "json")).hasSize(2);
    assertThat(done(environment, "models", "show", TYPE, "--version", "1")).contains("true");
    assertFailed(environment, "has no version 9", "models", "show", TYPE, "--version", "9");
  }

  private static void stores(Map<String, String> environment) throws Exception {
    JsonNode stores = json(environment, "stores", "list", "--output", "json");
    assertThat(stores.findValuesAsText("store_id")).containsExactly("north");
    JsonNode north = json(environment, "stores", "show", "north", "--output", "json");
    assertThat(north.path("rounds").get(0).path("round_id").asText()).isEqualTo("p-0001");
    assertThat(north.path("updates").get(0).path("samples").asLong()).isEqualTo(40);
    JsonNode south = json(environment, "stores", "show", "south", "--output", "json");
    assertThat(south.path("refused").get(0).path("reason").asText()).isEqualTo("unsigned");
    assertFailed(environment, "no topic has heard of store west", "stores", "show", "west");
    assertFailed(environment, "west", "stores", "revoke", "west");
  }

  /** With the place of Kafka by the flag. */
  private static void top(String servers) {
    String picture = done(Map.of(), "top", "--once", "--interval", "100ms", "--bootstrap", servers);
    assertThat(picture)
        .containsPattern("aggregators [01] of 1 alive  stores [01] of 1 alive  lag -")
        .contains("open rounds (1)", "p-0001", "0 of 2", "ended last", "old-");
  }

  private static void wishes(Map<String, String> environment, String servers) {
    done(environment, "rounds", "aggregate-now", "p-0001");
    done(environment, "rounds", "withdraw-store", "p-0001", "north", "--reason", "r");
    done(environment, "rounds", "cancel", "p-0001", "--reason", "wrong rows");
    done(environment, "models", "promote", TYPE, "2");
    assertFailed(environment, "there is no round q", "rounds", "cancel", "q");
    assertThat(commands(servers))
        .extracting(Command::getAction)
        .containsExactly(
            Action.AGGREGATE_NOW, Action.WITHDRAW_STORE, Action.CANCEL, Action.PROMOTE);
  }

  private static List<Command> commands(String servers) {
    RecordCodec<Command> codec = RecordCodec.of(Topics.COMMANDS, new FingerprintDirectory());
    TopicPartition only = new TopicPartition(Topics.COMMANDS.name(), 0);
    List<Command> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      while (consumer.position(only) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> found.add(codec.decode(record.value())));
      }
    }
    return found;
  }

  private static String done(Map<String, String> environment, String... line) {
    CommandRun run = CommandRun.in(environment, line);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  private static JsonNode json(Map<String, String> environment, String... line) throws Exception {
    return new ObjectMapper().readTree(done(environment, line));
  }

  private static void assertFailed(Map<String, String> environment, String said, String... line) {
    CommandRun run = CommandRun.in(environment, line);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(said);
    assertThat(run.err().strip().lines()).hasSize(1);
  }

  private static RoundLogEntry entry(Object event) {
    return RoundLogEntry.newBuilder()
        .setModelType(TYPE)
        .setRoundId("p-0001")
        .setEvent(event)
        .build();
  }
}
