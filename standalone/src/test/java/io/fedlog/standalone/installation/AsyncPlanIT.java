package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.agent.AgentHost;
import io.fedlog.agent.AgreedSpaces;
import io.fedlog.agent.HostSettings;
import io.fedlog.agent.LearnerTrainer;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.data.Stores;
import io.fedlog.agent.state.Durability;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.WindowEntry;
import io.fedlog.schemas.WindowRules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An asynchronous plan on a real broker: coordinator, aggregator and four stores, one slow. */
class AsyncPlanIT {

  private static final String PLAN = "windows";
  private static final String TRAINING = "windows-0001";
  private static final String SLOW = "S001";
  private static final int SLOW_BY = 3;
  private static final int WINDOWS = 12;
  private static final int UPDATES = 2;
  private static final double A = 0.5;
  private static final Map<String, String> CONFIG =
      Map.of(
          "model_type", "sales_forecast",
          "store_column", "store",
          "target", "sales",
          "log", "price",
          "log_target", "true",
          "time_column", "date");

  private final Clock clock = Clock.systemUTC();
  private final NewestVersion newest = new NewestVersion();

  @Test
  void shouldMakeEveryVersionOfItsWindowWithoutWaiting_whenOneStoreIsSlow() throws Exception {
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(
              parts, EmbeddedKafka.builder(), Map.of("FL_STATE_STORE", "memory"), clock);
      parts.add("agents", agents(installation));
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));
      client.startPlan(plan(installation));
      PlanRecord ended =
          client.awaitPlan(
              PLAN,
              Duration.ofMinutes(2),
              state -> {
                if (state.getRoundId().equals(TRAINING) && state.getModelVersion() != null) {
                  newest.saw(state.getModelVersion());
                }
              });

      assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
      check(WindowReplay.read(installation.bootstrapServers(), TRAINING));
    }
  }

  private static void check(WindowReplay log) {
    List<String> taken = new ArrayList<>();
    int slowest = 0;
    assertThat(log.decisions()).hasSize(WINDOWS);
    for (Decision decision : log.decisions()) {
      assertThat(decision.getWindow().getEntries()).hasSize(UPDATES);
      assertThat(log.published(decision.getVersion()))
          .as("version %d", decision.getVersion())
          .usingElementComparator(AsyncPlanIT::asFloats)
          .containsExactly(log.workedOut(decision, staleness -> Math.pow(staleness + 1, -A)));
      for (WindowEntry entry : decision.getWindow().getEntries()) {
        taken.add(entry.getStoreId() + " " + entry.getAttemptId());
        assertThat(entry.getStaleness()).isEqualTo(log.staleness(decision, entry));
        if (entry.getStoreId().equals(SLOW)) {
          slowest = Math.max(slowest, entry.getStaleness());
        }
        assertThat(log.told(decision.getVersion(), entry.getStoreId()))
            .containsEntry("staleness", (double) entry.getStaleness())
            .hasEntrySatisfying(
                "weight",
                weight ->
                    assertThat(weight)
                        .isCloseTo(
                            Math.pow(entry.getStaleness() + 1, -A)
                                * entry.getWeight()
                                / decision.getTotalWeight(),
                            within(1e-6)));
      }
    }
    assertThat(taken).as("each attempt counts once").doesNotHaveDuplicates();
    assertThat(slowest).as("others went on meanwhile").isGreaterThanOrEqualTo(SLOW_BY);
  }

  /** Whether a parameter is the float that was worked out, or the next one to it. */
  private static int asFloats(double came, double expected) {
    double apart = Math.max(Math.ulp((float) expected), 1e-9);
    return Math.abs(came - expected) <= apart ? 0 : Double.compare(came, expected);
  }

  private AgentHost agents(Installation installation) {
    CsvFile file = Generator.ofStores(4).file();
    AgreedSpaces spaces = new AgreedSpaces();
    Map<String, StoreTrainer> trainers = new TreeMap<>();
    for (String store : Stores.divide(file, DataOptions.of(CONFIG)).keySet()) {
      StoreTrainer trainer =
          new LearnerTrainer(
              store,
              config -> Stores.divide(file, DataOptions.of(config)).get(store),
              spaces,
              (manifest, evaluation) -> {});
      trainers.put(store, store.equals(SLOW) ? new LateTrainer(trainer, newest, SLOW_BY) : trainer);
    }
    return AgentHost.start(
        new HostSettings(
            KafkaSettings.at(installation.bootstrapServers()),
            installation.folder("agents"),
            Durability.PROCESS_KILLED,
            trainers.size(),
            Set.of("sales_forecast"),
            Duration.ofSeconds(5),
            "test"),
        new FingerprintDirectory(),
        trainers,
        SealSigner.unsigned(),
        clock,
        new Random(7));
  }

  private PlanRecord plan(Installation installation) {
    return installation
        .coordinator()
        .newPlan(PLAN, "sales_forecast")
        .setTargetStores(List.of("S001", "S002", "S003", "S004"))
        .setTrainingConfig(CONFIG)
        .setMinStores(UPDATES)
        .setThreshold("1")
        .setMaxRounds(WINDOWS)
        .setDeadlineMs(Duration.ofMinutes(2).toMillis())
        .setWindows(
            WindowRules.newBuilder()
                .setUpdates(UPDATES)
                .setWindowMs(Duration.ofMinutes(1).toMillis())
                .setMaxStaleness(WINDOWS)
                .setStaleness(StalenessFunction.POLYNOMIAL)
                .setA(A)
                .build())
        .setCreatedAt(Instant.ofEpochMilli(clock.millis()))
        .setCreatedBy("test")
        .build();
  }
}
