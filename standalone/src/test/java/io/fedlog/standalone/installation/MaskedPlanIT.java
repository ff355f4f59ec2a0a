package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.fedlog.coordinator.log.MaskingStanding;
import io.fedlog.coordinator.plans.PlanJson;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Plans whose stores mask, as operators write them, on a real broker with real agents. */
class MaskedPlanIT {

  private static final int STORES = 5;
  private static final int ROUNDS = 2;
  private static final Duration WITHIN = Duration.ofMinutes(3);

  /** All that is true of every plan here; %s is what differs. */
  private static final String PLAN =
      """
      {"plan_id": "%s", "model_type": "%s", "max_rounds": 2, "min_stores": 3, "threshold": 1,
       "join_window_ms": 30000, "deadline_ms": 120000,
       "training_config": {"model_type": "sales_forecast", "store_column": "store",
         "target": "sales", "log": "price", "log_target": "true", "time_column": "date",
         "public_features": "date=2025-01-06..2026-01-04;product=bread|cheese|coffee|juice|tea;price=-0.5..2;promotion=0..1;sales=2..9"},
       %s}
      """;

  private static final String ALL =
      "\"target_stores\": [\"S001\", \"S002\", \"S003\", \"S004\", \"S005\"]";

  private final Clock clock = Clock.systemUTC();

  @Test
  void shouldMakeTheModelOfThePlainPlan_whenStoresMask() throws Exception {
    try (Shutdown parts = new Shutdown()) {
      Installation installation = start(parts);
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));

      Model masked =
          trained(client, installation, "masked", ALL + ", \"secure_aggregation\": true");
      Model plain = trained(client, installation, "plain", ALL + ", \"update_encoding\": \"GRID\"");

      assertThat(masked.toByteArray()).isEqualTo(plain.toByteArray());
      for (int round = 1; round <= ROUNDS; round++) {
        MaskingStanding group = client.masking("masked-000" + round).orElseThrow();
        assertThat(group.phase()).isEqualTo(MaskingStanding.Phase.REVEAL);
        assertThat(group.groupSize()).isEqualTo(STORES);
        assertThat(group.dropped()).isEmpty();
        assertThat(client.masking("plain-000" + round)).isEmpty();
      }
    }
  }

  /** What asynchronous plans are here: whoever comes first makes the round, the others wait. */
  @Test
  void shouldGoFromGroupToGroup_whenItClosesAsSoonAsItIsFull() throws Exception {
    try (Shutdown parts = new Shutdown()) {
      Installation installation = start(parts);
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));

      trained(client, installation, "groups", "\"secure_aggregation\": {\"group_size\": 3}");

      for (int round = 1; round <= ROUNDS; round++) {
        String roundId = "groups-000" + round;
        RoundState state = client.status(roundId).orElseThrow();
        assertThat(client.masking(roundId).orElseThrow().groupSize()).isEqualTo(3);
        assertThat(state.getCohortSize()).isEqualTo(3);
        // The join window of 30 s was not waited for.
        assertThat(Duration.between(state.getCreatedAt(), state.getDecidedAt()))
            .isLessThan(Duration.ofSeconds(30));
      }
    }
  }

  private Model trained(
      CoordinatorClient client, Installation installation, String name, String rest)
      throws Exception {
    String json = PLAN.formatted(name, "sales_forecast-" + name, rest);
    PlanRecord plan =
        PlanJson.read(
            (ObjectNode) new ObjectMapper().readTree(json),
            installation.coordinator().defaults(),
            clock.instant(),
            "test");
    client.startPlan(plan);
    PlanRecord ended = client.awaitPlan(name, WITHIN, state -> {});
    assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
    return client.exportPromoted(plan.getModelType(), WITHIN);
  }

  private Installation start(Shutdown parts) throws InterruptedException {
    Installation installation =
        Installation.start(
            parts, EmbeddedKafka.builder(), Map.of("FL_STATE_STORE", "memory"), clock);
    parts.add("agents", agents(installation));
    installation.awaitReady(Duration.ofSeconds(60));
    return installation;
  }

  private AgentHost agents(Installation installation) {
    CsvFile file = Generator.ofStores(STORES).file();
    AgreedSpaces spaces = new AgreedSpaces();
    Map<String, StoreTrainer> trainers = new TreeMap<>();
    for (int i = 1; i <= STORES; i++) {
      String store = "S00" + i;
      trainers.put(
          store,
          new LearnerTrainer(
              store,
              config -> Stores.divide(file, DataOptions.of(config)).get(store),
              spaces,
              (manifest, evaluation) -> {}));
    }
    return AgentHost.start(
        new HostSettings(
            KafkaSettings.at(installation.bootstrapServers()),
            installation.folder("agents"),
            Durability.PROCESS_KILLED,
            2,
            Set.of(),
            Duration.ofSeconds(5),
            "test"),
        new FingerprintDirectory(),
        trainers,
        SealSigner.unsigned(),
        clock,
        new Random(7));
  }
}
