package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans whose stores train by SCAFFOLD and by FedNova, from broker to broker. */
class ClientMethodPlansIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String MODEL_TYPE = "sales_forecast";
  private static final int STORES = 5;
  private static final int ROUNDS = 3;
  private static final int STEPS = 4;
  private static final double RATE = 0.1;

  /** Every store takes all its rows at once, so all take one step an epoch. */
  private static final Map<String, String> SCAFFOLD =
      Map.of(
          "client_method", "scaffold",
          "epochs", String.valueOf(STEPS),
          "batch_size", "100000",
          "learning_rate", String.valueOf(RATE),
          "form", "linear");

  private static final Map<String, String> FEDNOVA =
      Map.of(
          "client_method", "fednova",
          "epochs", "1",
          "batch_size", "7",
          "learning_rate", String.valueOf(RATE),
          "form", "multilayer",
          "hidden", "4");

  @Test
  void shouldMakeWhatThePapersSay_whenStoresTrainSo(@TempDir Path dir) throws Exception {
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(STORES).csv());
    try (Shutdown parts = new Shutdown()) {
      Installation installation = installation(parts);
      parts.add("agents", agents(installation, data));
      CoordinatorClient client = client(parts, installation);
      installation.awaitReady(PATIENCE);

      run(client, plan(installation, "scaffold", Weighting.EQUAL, SCAFFOLD));
      for (int number = 1; number <= ROUNDS; number++) {
        assertMeanOfControls(made(installation, client, "scaffold", number));
      }
      run(client, plan(installation, "fednova", Weighting.SAMPLES, FEDNOVA));
      for (int number = 1; number <= ROUNDS; number++) {
        Made made = made(installation, client, "fednova", number);
        assertThat(made.next().manifest().getLayout().stream().map(Tensor::getName))
            .noneMatch(name -> name.startsWith("control."));
      }
    }
  }

  /** A variate that is lost, or counted twice, would change every later version. */
  @Test
  void shouldMakeTheSameVersions_whenAgentsAreStoppedInEveryRound(@TempDir Path dir)
      throws Exception {
    Path data = Files.writeString(dir.resolve("chain.csv"), Generator.ofStores(STORES).csv());

    List<String> undisturbed = versions(data, 0);

    assertThat(undisturbed).hasSize(ROUNDS).doesNotHaveDuplicates();
    assertThat(versions(data, ROUNDS)).isEqualTo(undisturbed);
  }

  /** The hashes of a SCAFFOLD plan's versions, its agents being stopped in so many rounds. */
  private static List<String> versions(Path data, int disturbed) throws Exception {
    List<String> hashes = new ArrayList<>();
    try (Shutdown parts = new Shutdown()) {
      Installation installation = installation(parts);
      CoordinatorClient client = client(parts, installation);
      AgentApp agents = agents(installation, data);
      try {
        installation.awaitReady(PATIENCE);
        client.startPlan(plan(installation, "scaffold", Weighting.EQUAL, SCAFFOLD));
        for (int number = 1; number <= disturbed; number++) {
          int joined = 2 * number - 1; // now at the round's beginning, now when all are at work
          String roundId = "scaffold-%04d".formatted(number);
          await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> hasJoined(client, roundId, joined));
          agents.close();
          agents = agents(installation, data);
        }
        PlanRecord ended = client.awaitPlan("scaffold", PATIENCE, state -> {});
        assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
        for (int number = 1; number <= ROUNDS; number++) {
          hashes.add(
              client.status("scaffold-%04d".formatted(number)).orElseThrow().getModelSha256());
        }
      } finally {
        agents.close();
      }
    }
    return hashes;
  }

  private static boolean hasJoined(CoordinatorClient client, String roundId, int stores) {
    return client
        .status(roundId)
        .map(state -> state.getParticipatingStores() >= stores)
        .orElse(false);
  }

  private static Installation installation(Shutdown parts) throws InterruptedException {
    return Installation.start(
        parts,
        EmbeddedKafka.builder(),
        Map.of("FL_STATE_STORE", "memory", "FL_TICK_INTERVAL", "50ms", "FL_PARTITIONS", "3"),
        Clock.systemUTC());
  }

  private static CoordinatorClient client(Shutdown parts, Installation installation)
      throws InterruptedException {
    return parts.add(
        "client", CoordinatorClient.connect(installation.coordinator(), Clock.systemUTC()));
  }

  private record Made(Model base, Model next) {}

  private static void run(CoordinatorClient client, PlanRecord plan) throws Exception {
    client.startPlan(plan);
    PlanRecord ended = client.awaitPlan(plan.getPlanId(), PATIENCE, state -> {});
    assertThat(ended.getStatus())
        .as("%s: %s", plan.getPlanId(), ended.getReason())
        .isEqualTo(PlanStatus.COMPLETED);
  }

  /** A round's versions, of which the next is what its method makes of the updates in memory. */
  private static Made made(
      Installation installation, CoordinatorClient client, String planId, int number)
      throws Exception {
    String roundId = "%s-%04d".formatted(planId, number);
    RoundDefinition round = client.definition(roundId).orElseThrow();
    ModelReference reference = round.getBase();
    Model base = client.exportModel(MODEL_TYPE, reference.getVersion(), PATIENCE);
    UpdatesOnTheLog updates = new UpdatesOnTheLog(installation.bootstrapServers(), round);
    assertThat(updates.stores()).isEqualTo(STORES);
    byte[] expected = updates.aggregated(base.bytes(), null).model();
    assertThat(client.status(roundId).orElseThrow().getModelSha256())
        .as(roundId)
        .isEqualTo(TreeHash.hex(TreeHash.of(expected)))
        .isNotEqualTo(base.manifest().getSha256());
    return new Made(
        base,
        client.exportModel(
            MODEL_TYPE, client.status(roundId).orElseThrow().getModelVersion(), PATIENCE));
  }

  /**
   * With option II a store's next variate is c_i - c + (x - y_i) / (K rate). Where all take part
   * and take as many steps K, the mean of what they upload is (x - mean y_i) / (K rate).
   */
  private static void assertMeanOfControls(Made made) {
    List<String> names = made.next().manifest().getLayout().stream().map(Tensor::getName).toList();
    assertThat(names)
        .containsExactly("weights", "intercept", "control.weights", "control.intercept");
    double[] before = made.base().doubles();
    double[] after = made.next().doubles();
    int size = after.length / 2;
    for (int i = 0; i < size; i++) {
      assertThat(after[size + i]).isCloseTo((before[i] - after[i]) / (STEPS * RATE), within(1e-5));
    }
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

  private static PlanRecord plan(
      Installation installation, String id, Weighting weighting, Map<String, String> training) {
    Map<String, String> config = new HashMap<>(training);
    config.putAll(
        Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"));
    return installation
        .coordinator()
        .newPlan(id, MODEL_TYPE)
        .setMethod("auto")
        .setWeighting(weighting)
        .setMaxRounds(ROUNDS)
        .setMinStores(STORES)
        .setTargetStores(IntStream.rangeClosed(1, STORES).mapToObj("S%03d"::formatted).toList())
        .setTrainingConfig(config)
        .setCreatedAt(Instant.ofEpochMilli(Clock.systemUTC().millis()))
        .setCreatedBy("test")
        .build();
  }
}
