package io.fedlog.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import io.fedlog.standalone.cli.CommandRun;
import io.fedlog.standalone.installation.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of several methods on a real broker, replayed by the command. */
class ReplayIT {
  private static final String MODEL_TYPE = "sales_forecast";
  private static final int STORES = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> SETTINGS =
      Map.of("FL_STATE_STORE", "memory", "FL_TICK_INTERVAL", "50ms", "FL_PARTITIONS", "3");

  private final Clock clock = Clock.systemUTC();

  @Test
  void shouldMatch_whateverBecameOfTheRounds(@TempDir Path dir) throws Exception {
    Path report = dir.resolve("replay.json");
    Path log = Files.createDirectory(dir.resolve("log"));
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(parts, EmbeddedKafka.builder().dataDir(log), SETTINGS, clock);
      trainAll(installation, parts, dir);

      CommandRun all = replay(installation, "--all", "--report", report.toString());

      assertThat(all.status()).as(all.out() + all.err()).isZero();
      assertReported(new ObjectMapper().readTree(report.toFile()), all.out());
      CommandRun one = replay(installation, "--round", "krum-0001");
      assertThat(one.status()).as(one.out() + one.err()).isZero();
      assertThat(one.out()).endsWith("1 round: 1 matches\n");
      CommandRun unknown = replay(installation, "--round", "nobody-0001");
      assertThat(unknown.status()).isEqualTo(2);
      assertThat(unknown.err()).contains("there is no round nobody-0001");
    }
    try (Shutdown parts = new Shutdown()) {
      Installation again =
          Installation.start(parts, EmbeddedKafka.builder().dataDir(log), SETTINGS, clock);
      again.awaitReady(PATIENCE);
      CommandRun all = replay(again, "--model", MODEL_TYPE, "--since", "1h");
      assertThat(all.status()).as(all.out() + all.err()).isZero();
      assertAnswers(again, dir.resolve("chain.csv"));
      assertForged(again);
    }
  }

  private static void assertAnswers(Installation installation, Path data) {
    CommandRun without =
        replay(
            installation, "--round", "median-0001", "--without-store", "S002", "--min-stores", "4");
    assertThat(without.status()).as(without.err()).isZero();
    assertThat(without.out())
        .contains("by median of 5 stores (S001, S002, S003, S004, S005)")
        .contains("by median of 4 stores (S001, S003, S004, S005)")
        .containsPattern("(?m)^all +\\d+ +[1-9]");
    CommandRun other =
        replay(
            installation,
            "--round",
            "weighted-0001",
            "--what-if",
            "method=median",
            "--data",
            data.toString());
    assertThat(other.status()).as(other.err()).isZero();
    assertThat(other.out())
        .contains("by weighted of 5", "by median of 5", "cosine", "evaluation_rows", "rmse");
    CommandRun failed = replay(installation, "--round", "hopeless-0001", "--min-stores", "5");
    assertThat(failed.status()).as(failed.err()).isZero();
    assertThat(failed.out()) // how many were done by the deadline is the machine's affair
        .contains("made no model")
        .containsPattern("by weighted of 5 stores|It would have ended failed: deadline passed");
    CommandRun windows = replay(installation, "--round", "windows-0001", "--min-stores", "1");
    assertThat(windows.status()).isEqualTo(1);
    assertThat(windows.err()).contains("goes on from window to window");
  }

  /** Somebody with the right to write replaces a chunk and a count. */
  private static void assertForged(Installation installation) throws Exception {
    Forger forger = new Forger(installation.bootstrapServers());
    forger.replaceChunk(MODEL_TYPE + "/2/0");
    forger.countOneLateChunk("krum-0001");
    CommandRun found = replay(installation, "--all");
    assertThat(found.status()).isEqualTo(1);
    assertThat(found.out())
        .contains("weighted-0001: chunk 0 of version 2 on fl.global-models", "it was replaced")
        .contains("krum-0001: the counts on fl.metrics.rounds, chunks_late: expected 0, came 1")
        .contains("2 differ");
  }

  private static void assertReported(JsonNode report, String out) {
    Set<String> statuses = new TreeSet<>();
    for (JsonNode round : report.get("rounds")) {
      String id = round.get("round_id").asText();
      assertThat(round.get("result").asText()).as(out).isEqualTo("matches");
      statuses.add(round.get("status").asText());
      if (round.get("status").asText().equals("completed")) {
        assertThat(round.at("/compared/decisions").asInt()).as(id).isPositive();
        assertThat(round.at("/compared/chunks").asInt()).as(id).isPositive();
        assertThat(round.at("/compared/bytes").asLong()).as(id).isPositive();
      }
      assertThat(round.at("/compared/counts").asInt()).as(id).isGreaterThan(50);
    }
    assertThat(statuses).containsExactly("cancelled", "completed", "failed");
    int rounds = report.get("rounds").size();
    assertThat(out).endsWith("%d rounds: %d match\n".formatted(rounds, rounds));
  }

  private void trainAll(Installation installation, Shutdown parts, Path dir) throws Exception {
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(STORES).csv());
    parts.add("agents", agents(installation, data));
    CoordinatorClient client =
        parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));
    run(client, plan(installation, "weighted", Map.of()).build());
    run(client, plan(installation, "median", Map.of()).build());
    run(client, plan(installation, "krum", Map.of("byzantine", "1")).build());
    run(client, plan(installation, "fedadam", Map.of("eta", "0.01")).setMaxRounds(2).build());
    run(
        client,
        plan(installation, "windows", Map.of())
            .setMethod("weighted")
            .setWindows(windows())
            .setMaxRounds(3)
            .setMinStores(2)
            .build());
    PlanRecord hopeless =
        plan(installation, "hopeless", Map.of())
            .setMethod("weighted")
            .setTargetStores(stores(STORES + 1))
            .setMinStores(STORES + 1)
            .setJoinWindowMs(1_000)
            .setDeadlineMs(1_500)
            .build();
    client.startPlan(hopeless);
    assertThat(client.awaitPlan("hopeless", PATIENCE, s -> {}).getStatus())
        .isEqualTo(PlanStatus.FAILED);
    Set<String> cancelled = new TreeSet<>();
    client.startPlan(
        PlanRecord.newBuilder(hopeless).setPlanId("unwanted").setDeadlineMs(60_000L).build());
    client.awaitPlan(
        "unwanted",
        PATIENCE,
        state -> {
          if (state.getStatus() == RoundStatus.IN_PROGRESS && cancelled.add(state.getRoundId())) {
            client.cancel(state.getRoundId(), "not wanted");
          }
        });
  }

  private static void run(CoordinatorClient client, PlanRecord plan) throws Exception {
    client.startPlan(plan);
    PlanRecord ended = client.awaitPlan(plan.getPlanId(), PATIENCE, state -> {});
    assertThat(ended.getStatus())
        .as("%s: %s", plan.getPlanId(), ended.getReason())
        .isEqualTo(PlanStatus.COMPLETED);
  }

  private static CommandRun replay(Installation installation, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "replay";
    all[1] = "--bootstrap";
    all[2] = installation.bootstrapServers();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return CommandRun.of(all);
  }

  private static AgentApp agents(Installation installation, Path data) {
    return AgentApp.start(
        AgentConfig.fromEnv(
            Map.of(
                "FL_BOOTSTRAP_SERVERS", installation.bootstrapServers(),
                "FL_PARTITIONS", "3",
                "FL_DATA", data.toString(),
                "FL_STORE_COLUMN", "store",
                "FL_STATE_DIR", installation.folder("agents").toString())),
        Clock.systemUTC(),
        new Random(7));
  }

  private PlanRecord.Builder plan(
      Installation installation, String method, Map<String, String> parameters) {
    return installation
        .coordinator()
        .newPlan(method, MODEL_TYPE)
        .setMethod(method)
        .setMethodParameters(parameters)
        .setWeighting(
            method.equals("krum") || method.equals("median") ? Weighting.EQUAL : Weighting.SAMPLES)
        .setMaxRounds(1)
        .setMinStores(STORES)
        .setTargetStores(stores(STORES))
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.ofEpochMilli(clock.millis()))
        .setCreatedBy("test");
  }

  private static WindowRules windows() {
    return WindowRules.newBuilder()
        .setUpdates(2)
        .setWindowMs(Duration.ofMinutes(1).toMillis())
        .setMaxStaleness(8)
        .setStaleness(StalenessFunction.POLYNOMIAL)
        .setA(0.5)
        .build();
  }

  private static List<String> stores(int count) {
    return IntStream.rangeClosed(1, count).mapToObj("S%03d"::formatted).toList();
  }
}
