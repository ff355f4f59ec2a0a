package io.fedlog.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RegistryServer;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.SchemaDirectories;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.cli.CommandRun;
import io.fedlog.standalone.installation.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The facts of a plan that was trained, through our commands and through other people's tools. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LAST_ROUND = "facts-0002";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shutdown parts = new Shutdown();
  private final Map<String, String> environment = new HashMap<>();
  private FetchedRegistry fetched;
  private String registry;

  @TempDir Path folder;

  @BeforeAll
  void train(@TempDir Path dir) throws Exception {
    if (FetchedRegistry.isThere()) {
      fetched = parts.add("registry", FetchedRegistry.start(dir));
      registry = fetched.url();
      environment.put("SCHEMA_REGISTRY_URL", registry);
    } else {
      registry = parts.add("schemas", RegistryServer.start(0)).uri().toString();
    }
    environment.put("FL_PARTITIONS", "3");
    Map<String, String> settings = new HashMap<>(environment);
    settings.putAll(Map.of("FL_STATE_STORE", "memory", "FL_TICK_INTERVAL", "50ms"));
    Clock clock = Clock.systemUTC();
    Installation installation = Installation.start(parts, EmbeddedKafka.builder(), settings, clock);
    environment.put("FL_BOOTSTRAP_SERVERS", installation.bootstrapServers());
    parts.add("agents", agents(installation, dir, clock));
    CoordinatorClient client =
        parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));
    installation.awaitReady(PATIENCE);
    client.startPlan(plan(installation, clock));
    PlanRecord ended = client.awaitPlan("facts", PATIENCE, state -> {});
    assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
    try (LogScan scan = scan()) {
      await()
          .atMost(PATIENCE)
          .until(() -> scan.newest(Topics.ROUND_METRICS).containsKey(LAST_ROUND));
    }
  }

  private AgentApp agents(Installation installation, Path dir, Clock clock) throws IOException {
    Map<String, String> settings = new HashMap<>(environment);
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(3).csv());
    settings.put("FL_DATA", data.toString());
    settings.put("FL_STORE_COLUMN", "store");
    settings.put("FL_STATE_DIR", installation.folder("agents").toString());
    return AgentApp.start(AgentConfig.fromEnv(settings), clock, new Random(7));
  }

  private static PlanRecord plan(Installation installation, Clock clock) {
    return installation
        .coordinator()
        .newPlan("facts", "sales_forecast")
        .setMaxRounds(2)
        .setMinStores(3)
        .setTargetStores(List.of("S001", "S002", "S003"))
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.ofEpochMilli(clock.millis()))
        .setCreatedBy("test")
        .build();
  }

  @AfterAll
  void stop() {
    parts.close();
  }

  @Test
  void shouldTellWhatTheRoundWas() {
    try (LogScan scan = scan()) {
      RoundMetrics round = scan.newest(Topics.ROUND_METRICS).get(LAST_ROUND).value();

      assertThat(round.getTargetedStores()).isEqualTo(3);
      assertThat(round.getBaseVersion()).isEqualTo(round.getModelVersion() - 1);
      assertThat(round.getTrainingLoss())
          .isEqualTo(round.getTrainingMetrics().get("loss"))
          .isFinite();
      assertThat(round.getTrainingSamples()).isPositive().isEqualTo(round.getWeightTotal());
      assertThat(round.getWeightMin()).isPositive();
      assertThat(round.getJoiningMs()).isBetween(0L, round.getCollectingMs());
      assertThat(round.getMakingMs()).isEqualTo(round.getAggregationMs());
      assertThat(round.getMeasuringMs()).isNull();
      assertThat(round.getPrivacyEpsilon()).isNull();
    }
  }

  @Test
  void shouldAnswerQueries_andRefuseFiles() throws Exception {
    CommandRun run =
        run(
            "sql",
            "--output",
            "json",
            "select round_id, training_loss, ended_at from rounds where round_number > 0"
                + " order by round_number");

    assertThat(run.err()).isEmpty();
    JsonNode rows = JSON.readTree(run.out());
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).path("round_id").asText()).isEqualTo(LAST_ROUND);
    assertThat(rows.get(1).path("training_loss").isDouble()).isTrue();

    CommandRun refused = run("sql", "select * from read_csv('/etc/passwd') -- rounds");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains("unless --allow-files is given");
  }

  @Test
  void shouldExportWhatIsOnTheTopics() throws Exception {
    Path out = folder.resolve("facts");
    assertThat(run("export", "--format", "parquet", "--out", out.toString()).status()).isZero();
    assertThat(out.resolve("privacy.parquet")).exists();
    CommandRun read =
        run(
            "sql",
            "--allow-files",
            "--output",
            "csv",
            "select count(*), (select count(*) from '%s/stores.parquet') from '%s/rounds.parquet'"
                .formatted(out, out));
    long[] counts = counts();
    assertThat(read.out().lines().toList().get(1)).isEqualTo(counts[0] + "," + counts[1]);

    Path csv = folder.resolve("rounds.csv");
    CommandRun written =
        run("export", "--format", "csv", "--topic", "rounds", "--out", csv.toString());
    assertThat(written.out()).contains("rounds.csv");
    assertThat(Files.readString(csv).split("\r\n")).hasSize((int) counts[0] + 1);

    run(
        "export",
        "--format",
        "json",
        "--topic",
        "rounds",
        "--since",
        "2099-01-01",
        "--out",
        csv.toString());
    assertThat(csv).isEmptyFile();
  }

  /** Rounds, and numbers of stores, each once. */
  private long[] counts() throws IOException {
    CommandRun run =
        run("sql", "--output", "csv", "select count(*), (select count(*) from stores) from rounds");
    return Arrays.stream(run.out().lines().toList().get(1).split(","))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Test
  void shouldPrintALineAFact_asTheyCame() throws Exception {
    CommandRun run =
        run("watch", "--topic", "rounds", "--since", "1h", "--output", "json", "--count", "2");

    assertThat(run.status()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      assertThat(JSON.readTree(line).path("fact").asText()).isEqualTo("rounds");
    }
    assertThat(run("watch", "--since", "1h", "--count", "1").out().lines()).hasSize(1);
  }

  @Test
  void shouldBeReadByKcat() throws Exception {
    Kcat kcat = Kcat.on(environment.get("FL_BOOTSTRAP_SERVERS"));
    for (Topic<?> topic : List.of(Topics.ROUND_METRICS, Topics.STORE_METRICS)) {
      List<byte[]> expected = records(topic).stream().map(LogRecord::bytes).toList();
      assertThat(expected).isNotEmpty();
      assertThat(kcat.values(topic.name())).containsExactlyInAnyOrderElementsOf(expected);
      if (kcat.knowsAvro()) {
        assertThat(kcat.json(topic.name(), registry))
            .hasSameSizeAs(expected)
            .allSatisfy(line -> assertThat(JSON.readTree(line).has("round_id")).isTrue());
      }
    }
  }

  @Test
  void shouldBeReadByConfluentsDeserializer_withIdsOfARealRegistry() throws Exception {
    assumeTrue(
        fetched != null,
        "skipped: the tests of schemas fetch a registry, and there is none in their target folder");
    for (Topic<?> topic : List.of(Topics.ROUND_METRICS, Topics.STORE_METRICS)) {
      for (LogRecord<?> record : records(topic)) {
        assertThat(JSON.readTree(fetched.read(topic.name(), record.bytes())))
            .isEqualTo(JSON.readTree(avroJson(record.value())));
      }
    }
  }

  private static String avroJson(SpecificRecord value) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    Encoder encoder = EncoderFactory.get().jsonEncoder(value.getSchema(), json);
    new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
    encoder.flush();
    return json.toString(StandardCharsets.UTF_8);
  }

  private <T extends SpecificRecord> List<LogRecord<T>> records(Topic<T> topic) {
    List<LogRecord<T>> records = new ArrayList<>();
    try (LogScan scan = scan()) {
      scan.read(topic, records::add);
    }
    return records;
  }

  private LogScan scan() {
    SchemaDirectory schemas =
        SchemaDirectories.from(
            fetched == null ? Map.of() : Map.of("schema.registry.url", fetched.url()));
    return LogScan.open(KafkaSettings.from(Settings.fromEnv(environment)), schemas, "metrics-it");
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("metrics"));
    all.addAll(List.of(arguments));
    return CommandRun.in(environment, all.toArray(String[]::new));
  }
}
