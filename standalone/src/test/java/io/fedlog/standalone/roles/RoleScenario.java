package io.fedlog.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A plan from start to end through two aggregators, a coordinator and agents on a given Kafka. */
final class RoleScenario {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int STORES = 4;
  private static final int ROUNDS = 3;
  private static final String MODEL_TYPE = "sales_forecast";

  private RoleScenario() {}

  /** What is looked at while all roles run and the plan is over. */
  interface Look {
    void take(CoordinatorApp coordinator) throws Exception;
  }

  static void shouldTrainAPlan(String bootstrapServers, Path dir) throws Exception {
    shouldTrainAPlan(bootstrapServers, dir, Map.of(), unused -> {});
  }

  /**
   * The same, and looks at the roles.
   *
   * @param healthPorts by role; the second aggregator is aggregator-2
   */
  static void shouldTrainAPlan(
      String bootstrapServers, Path dir, Map<String, Integer> healthPorts, Look look)
      throws Exception {
    Generator generator = Generator.ofStores(STORES);
    Path data = Files.writeString(dir.resolve("chain.csv"), generator.csv());
    Clock clock = Clock.systemUTC();
    CoordinatorConfig coordinator =
        CoordinatorConfig.fromEnv(environment(bootstrapServers, coordinating(healthPorts, dir)));
    try (CoordinatorApp coordinating = CoordinatorApp.start(coordinator, clock);
        AggregatorApp first =
            aggregator(bootstrapServers, dir, "a", health(healthPorts, "aggregator"), clock);
        AggregatorApp second =
            aggregator(bootstrapServers, dir, "b", health(healthPorts, "aggregator-2"), clock);
        AgentApp agents =
            AgentApp.start(
                AgentConfig.fromEnv(
                    environment(
                        bootstrapServers,
                        with(
                            health(healthPorts, "agent"),
                            Map.of(
                                "FL_DATA", data.toString(),
                                "FL_STORE_COLUMN", "store",
                                "FL_STATE_DIR", dir.resolve("agents").toString())))),
                clock,
                new Random(7));
        CoordinatorClient client = CoordinatorClient.connect(coordinator, clock)) {
      PlanRecord plan = plan(coordinator);
      client.startPlan(plan);

      PlanRecord ended = client.awaitPlan(plan.getPlanId(), PATIENCE, state -> {});

      assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
      Model model = client.exportPromoted(MODEL_TYPE, PATIENCE);
      assertThat(model.manifest().getVersion()).isEqualTo(1 + ROUNDS);
      assertThat(model.manifest().getCohortSize()).isEqualTo(STORES);
      assertThat(List.of(coordinating.acts(), first.isRunning(), second.isRunning(), agents))
          .doesNotContain(false);
      look.take(coordinating);
    }
  }

  private static PlanRecord plan(CoordinatorConfig coordinator) {
    Map<String, String> config = new HashMap<>();
    config.put("target", "sales");
    config.put("log", "price");
    config.put("log_target", "true");
    config.put("time_column", "date");
    return coordinator
        .newPlan("roles", MODEL_TYPE)
        .setMaxRounds(ROUNDS)
        .setMinStores(STORES)
        .setTargetStores(List.of("S001", "S002", "S003", "S004"))
        .setTrainingConfig(config)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }

  private static AggregatorApp aggregator(
      String bootstrapServers, Path dir, String instance, Map<String, String> more, Clock clock)
      throws InterruptedException {
    return AggregatorApp.start(
        AggregatorConfig.fromEnv(
            environment(
                bootstrapServers,
                with(
                    more,
                    Map.of(
                        "FL_INSTANCE_ID",
                        instance,
                        "FL_STATE_DIR",
                        dir.resolve(instance).toString())))),
        clock);
  }

  private static Map<String, String> environment(
      String bootstrapServers, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("FL_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("FL_PARTITIONS", "3");
    return environment;
  }

  /** With a REST API where it is looked at. */
  private static Map<String, String> coordinating(Map<String, Integer> healthPorts, Path dir) {
    if (healthPorts.isEmpty()) {
      return Map.of();
    }
    Path key = dir.resolve("token-key.pem");
    SigningKey unused = SigningKeyFile.open(key);
    return with(
        health(healthPorts, "coordinator"),
        Map.of("FL_HTTP_PORT", "0", "FL_TOKEN_KEY_FILE", key.toString()));
  }

  private static Map<String, String> health(Map<String, Integer> ports, String role) {
    Integer port = ports.get(role);
    return port == null ? Map.of() : Map.of("FL_HEALTH_PORT", port.toString());
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    Map<String, String> both = new HashMap<>(some);
    both.putAll(more);
    return both;
  }
}
