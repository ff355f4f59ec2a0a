package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of every method that compares updates or steps from a base, with agents that train. */
class MethodPlansIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String MODEL_TYPE = "sales_forecast";
  private static final int STORES = 7;

  private record Wish(
      String method, Map<String, String> parameters, Weighting weighting, int rounds) {}

  private static final List<Wish> WISHES =
      List.of(
          new Wish("median", Map.of(), Weighting.EQUAL, 1),
          new Wish("trimmed_mean", Map.of("trim", "0.2"), Weighting.EQUAL, 1),
          new Wish("krum", Map.of("byzantine", "2"), Weighting.EQUAL, 1),
          new Wish("multi_krum", Map.of("byzantine", "2"), Weighting.EQUAL, 1),
          new Wish("bulyan", Map.of("byzantine", "1"), Weighting.EQUAL, 1),
          new Wish("geometric_median", Map.of(), Weighting.SAMPLES, 1),
          new Wish("norm_clipping", Map.of("tau", "0.01"), Weighting.SAMPLES, 1),
          new Wish("centred_clipping", Map.of("tau", "0.01"), Weighting.EQUAL, 1),
          new Wish("fedavgm", Map.of(), Weighting.SAMPLES, 2),
          new Wish("fedadam", Map.of("eta", "0.01"), Weighting.SAMPLES, 2),
          new Wish("fedyogi", Map.of("eta", "0.01"), Weighting.EQUAL, 2),
          new Wish("fedadagrad", Map.of("eta", "0.01"), Weighting.EQUAL, 2));

  @Test
  void shouldPublishWhatTheMethodMakesOfTheUpdates_whenAPlanNamesIt(@TempDir Path dir)
      throws Exception {
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(STORES).csv());
    try (Shutdown parts = new Shutdown()) {
      Installation installation = installation(parts);
      parts.add("agents", agents(installation, data));
      CoordinatorClient client =
          parts.add(
              "client", CoordinatorClient.connect(installation.coordinator(), Clock.systemUTC()));
      installation.awaitReady(PATIENCE);
      for (Wish wish : WISHES) {
        client.startPlan(plan(installation, wish));
        PlanRecord ended = client.awaitPlan(wish.method(), PATIENCE, state -> {});
        assertThat(ended.getStatus())
            .as("%s: %s", wish.method(), ended.getReason())
            .isEqualTo(PlanStatus.COMPLETED);
        assertMade(installation, client, wish);
      }
      Wish impossible = new Wish("bulyan", Map.of("byzantine", "2"), Weighting.EQUAL, 1);
      assertThatThrownBy(() -> client.startPlan(plan(installation, impossible)))
          .hasMessageContaining("min_stores is 7, expected at least 11");
    }
  }

  private static void assertMade(Installation installation, CoordinatorClient client, Wish wish)
      throws Exception {
    byte @Nullable [] state = null;
    for (int number = 1; number <= wish.rounds(); number++) {
      String roundId = "%s-%04d".formatted(wish.method(), number);
      RoundDefinition round = client.definition(roundId).orElseThrow();
      ModelReference base = round.getBase();
      UpdatesOnTheLog updates = new UpdatesOnTheLog(installation.bootstrapServers(), round);
      assertThat(updates.stores()).isEqualTo(STORES);

      ServerStep expected =
          updates.aggregated(
              client.exportModel(MODEL_TYPE, base.getVersion(), PATIENCE).bytes(), state);

      assertThat(client.status(roundId).orElseThrow().getModelSha256())
          .as(roundId)
          .isEqualTo(TreeHash.hex(TreeHash.of(expected.model())))
          .isNotEqualTo(base.getSha256());
      state = expected.state().length == 0 ? null : expected.state();
    }
    assertThat(state != null).isEqualTo(wish.rounds() == 2);
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

  private static PlanRecord plan(Installation installation, Wish wish) {
    return installation
        .coordinator()
        .newPlan(wish.method(), MODEL_TYPE)
        .setMethod(wish.method())
        .setMethodParameters(wish.parameters())
        .setWeighting(wish.weighting())
        .setMaxRounds(wish.rounds())
        .setMinStores(STORES)
        .setTargetStores(IntStream.rangeClosed(1, STORES).mapToObj("S%03d"::formatted).toList())
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.ofEpochMilli(Clock.systemUTC().millis()))
        .setCreatedBy("test")
        .build();
  }
}
