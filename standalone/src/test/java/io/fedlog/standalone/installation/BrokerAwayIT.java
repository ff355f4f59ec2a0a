package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.BrokerProcess;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker is killed under a running plan and comes back. */
class BrokerAwayIT {

  private static final int ROUNDS = 5;
  private static final String PLAN = "through-a-power-cut";

  @TempDir Path folder;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, RoundState> rounds = new ConcurrentHashMap<>();
  private final CountDownLatch underway = new CountDownLatch(1);
  private Path data = Path.of("chain.csv");

  @BeforeEach
  void writeRows() throws Exception {
    data = Files.writeString(folder.resolve("chain.csv"), Generator.ofStores(3).csv());
  }

  @Test
  void shouldCompleteThePlan_whenTheBrokerIsKilledMidRunAndComesBack() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("broker"), Map.of());
        Shutdown parts = new Shutdown()) {
      Map<String, String> environment = environment(broker.bootstrapServers());
      CoordinatorConfig config = CoordinatorConfig.fromEnv(environment);
      parts.add("coordinator", CoordinatorApp.start(config, clock));
      parts.add("aggregator", AggregatorApp.start(AggregatorConfig.fromEnv(environment), clock));
      parts.add("agents", agents(environment));
      CoordinatorClient client = parts.add("client", CoordinatorClient.connect(config, clock));
      Thread power = new Thread(() -> cutPower(broker), "power-cut");

      client.startPlan(plan(config));
      power.start();
      PlanRecord ended = client.awaitPlan(PLAN, Duration.ofMinutes(3), follow());
      power.join();

      assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
      assertThat(rounds.values())
          .filteredOn(round -> round.getRoundId().matches(".*-\\d{4}"))
          .hasSize(ROUNDS)
          .allSatisfy(
              round -> {
                assertThat(round.getStatus()).isEqualTo(RoundStatus.COMPLETED);
                assertThat(round.getCohortSize()).isEqualTo(3);
              });
    }
  }

  /** Kills the broker when the second training round has begun. */
  private void cutPower(BrokerProcess broker) {
    try {
      if (underway.await(90, TimeUnit.SECONDS)) {
        broker.kill();
        broker.restart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Consumer<RoundState> follow() {
    return state -> {
      rounds.put(state.getRoundId(), state);
      if (state.getRoundId().endsWith("-0002")) {
        underway.countDown();
      }
    };
  }

  private AgentApp agents(Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(environment);
    own.put("FL_DATA", data.toString());
    own.put("FL_STORE_COLUMN", "store");
    own.put("FL_STATE_DIR", folder.resolve("agents").toString());
    return AgentApp.start(AgentConfig.fromEnv(own), clock, new Random(7));
  }

  private Map<String, String> environment(String bootstrapServers) {
    return Map.of(
        "FL_BOOTSTRAP_SERVERS", bootstrapServers,
        "FL_STATE_STORE", "memory",
        "FL_SESSION_TIMEOUT", "6s",
        "FL_AGGREGATION_THRESHOLD", "1",
        "FL_STATE_DIR", folder.resolve("aggregator").toString());
  }

  private PlanRecord plan(CoordinatorConfig config) {
    return config
        .newPlan(PLAN, "sales_forecast")
        .setTargetStores(List.of("S001", "S002", "S003"))
        .setTrainingConfig(
            Map.of(
                "model_type", "sales_forecast",
                "store_column", "store",
                "target", "sales",
                "log", "price",
                "log_target", "true",
                "time_column", "date"))
        .setMaxRounds(ROUNDS)
        .setCreatedAt(Instant.ofEpochMilli(clock.millis()))
        .setCreatedBy("test")
        .build();
  }
}
