package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.learning.selection.Selection;
import io.fedlog.learning.selection.SelectionTerms;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that ask more of eight agents than they want, and one that ends at a target. */
class SelectionPlanIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String MODEL_TYPE = "sales_forecast";
  private static final List<String> STORES =
      IntStream.rangeClosed(1, 8).mapToObj("S%03d"::formatted).toList();
  private static final SelectionRules HALF_AND_TWO_MORE =
      SelectionRules.newBuilder()
          .setFraction("0.5")
          .setOverSelection("1.5")
          .setAvailableWithinMs(60_000)
          .setSeed(11)
          .build();

  @Test
  void shouldTakeTheFirstOfThoseDrawn_andEndAtTheTarget(@TempDir Path dir) throws Exception {
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(8).csv());
    try (Shutdown parts = new Shutdown()) {
      Installation installation = installation(parts);
      parts.add("agents", agents(installation, data));
      CoordinatorClient client =
          parts.add(
              "client", CoordinatorClient.connect(installation.coordinator(), Clock.systemUTC()));
      installation.awaitReady(PATIENCE);

      client.startPlan(plan(installation, "target", 9).setTarget(anyLoss()).build());
      PlanRecord reached = client.awaitPlan("target", PATIENCE, state -> {});
      assertThat(reached.getStatus()).as(reached.getReason()).isEqualTo(PlanStatus.COMPLETED);
      assertThat(reached.getReason())
          .startsWith("the stores' loss of round 1 is ")
          .endsWith("; the target was at most 1.0E9");

      client.startPlan(plan(installation, "p", 3).build());
      PlanRecord ended = client.awaitPlan("p", PATIENCE, state -> {});
      assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
      for (int number = 1; number <= 3; number++) {
        assertDrawn(installation, client, "p-%04d".formatted(number), number);
      }
    }
  }

  private static void assertDrawn(
      Installation installation, CoordinatorClient client, String roundId, int number) {
    RoundDefinition round = client.definition(roundId).orElseThrow();
    RoundState state = client.status(roundId).orElseThrow();
    // Half of eight are wanted, 1.5 times as many asked; the first four make the version.
    assertThat(round.getSelection())
        .isEqualTo(new SelectionRecord(HALF_AND_TWO_MORE, 8, 8, 4, 100_000));
    assertThat(round.getTake()).isEqualTo(4);
    assertThat(state.getCohortSize()).isEqualTo(4);

    // Whoever has the seed and the stores draws the same: the pages say nothing else.
    SelectionTerms terms =
        new SelectionTerms(
            SelectionTerms.Draw.EVEN, new BigDecimal("0.5"), new BigDecimal("1.5"), 2, 0, 11);
    List<Candidate> all = STORES.stream().map(store -> new Candidate(store, 1, 0)).toList();
    assertThat(TargetsOnTheLog.of(installation.bootstrapServers(), roundId))
        .hasSize(6)
        .isEqualTo(Selection.of(terms, number, all).asked());
  }

  private static PlanTarget anyLoss() {
    return PlanTarget.newBuilder().setAtMost(1e9).build();
  }

  private static Installation installation(Shutdown parts) throws InterruptedException {
    return Installation.start(
        parts,
        EmbeddedKafka.builder(),
        Map.of("FL_STATE_STORE", "memory", "FL_TICK_INTERVAL", "50ms", "FL_PARTITIONS", "3"),
        Clock.systemUTC());
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

  private static PlanRecord.Builder plan(Installation installation, String id, int rounds) {
    return installation
        .coordinator()
        .newPlan(id, MODEL_TYPE)
        .setMaxRounds(rounds)
        .setMinStores(2)
        .setThreshold("1")
        .setTargetStores(STORES)
        .setSelection(HALF_AND_TWO_MORE)
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.ofEpochMilli(Clock.systemUTC().millis()))
        .setCreatedBy("test");
  }
}
