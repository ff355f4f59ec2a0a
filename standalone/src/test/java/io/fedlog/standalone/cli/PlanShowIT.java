package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line reads off a log on which nobody acts. */
class PlanShowIT {

  private static final String TYPE = SampleRecords.TYPE;
  private static final Instant NOW = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);

  @TempDir Path folder;

  @Test
  void shouldSayWhatAPlanWaitsFor() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.builder().dataDir(folder).port(0).start()) {
      Map<String, String> environment =
          Map.of("FL_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "FL_PARTITIONS", "1");
      CoordinatorConfig config = CoordinatorConfig.fromEnv(environment);
      CoordinatorClient.connect(config, Clock.systemUTC()).close(); // creates the topics
      try (LogWriter log = new LogWriter(kafka.bootstrapServers())) {
        log.write(Topics.PLANS, "p", plan(config, "p", "auk"));
        log.write(
            Topics.ROUNDS, "p-0001", new RoundRecord(SampleRecords.definition("p-0001", NOW)));
        log.write(Topics.ROUND_STATE, "p-0001", completed("p-0001", 2));
        log.write(Topics.STORE_METRICS, "a", measured("loss", 0.5));
        log.write(Topics.STORE_METRICS, "a", measured("auc", 0.75));
        log.write(Topics.PLANS, "q", plan(config, "q", "auc"));
        log.write(
            Topics.ROUNDS, "q-0001", new RoundRecord(SampleRecords.definition("q-0001", NOW)));
        log.write(Topics.ROUND_STATE, "q-0001", completed("q-0001", 2));
      }

      CommandRun all = CommandRun.in(environment, "plan", "show");
      assertThat(all.out())
          .contains(
              "p  sales_forecast  RUNNING: waits for the stores' figures: nobody tells auk of"
                  + " version 2; told are auc, loss")
          .contains("q  sales_forecast  RUNNING: waits for stores: 0 of 3 available");
      assertThat(CommandRun.in(environment, "plan", "show", "p").out())
          .contains("  version 2  loss 0.500000  nobody told auk; told are auc, loss");
      assertThat(CommandRun.in(environment, "plan", "show", "q").out())
          .contains("  version 2  loss 0.500000  auc 0.750000");
    }
  }

  private static PlanRecord plan(CoordinatorConfig config, String planId, String metric) {
    return config
        .newPlan(planId, TYPE)
        .setMaxRounds(9)
        .setMinStores(3)
        .setTrainingConfig(Map.of("target", "sales"))
        .setTarget(PlanTarget.newBuilder().setMetric(metric).setAtLeast(0.9).build())
        .setSelection(SelectionRules.newBuilder().build())
        .setCreatedAt(NOW)
        .setCreatedBy("test")
        .build();
  }

  /** Of a cohort of one, which has told all that it will. */
  private static RoundState completed(String roundId, long version) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType(TYPE)
        .setStatus(RoundStatus.COMPLETED)
        .setModelVersion(version)
        .setCohortSize(1)
        .setCreatedAt(NOW)
        .setEndedAt(NOW.plus(1, ChronoUnit.HOURS)) // its figures are not late before the test ends
        .setDeadlineAt(NOW)
        .setLogOffset(1)
        .build();
  }

  private static StoreMetric measured(String metric, double value) {
    return StoreMetric.newBuilder()
        .setStoreId("a")
        .setModelType(TYPE)
        .setRoundId("p-0001")
        .setModelVersion(2)
        .setPhase("evaluate")
        .setMetricName(metric)
        .setMetricValue(value)
        .setSamples(10)
        .setMeasuredAt(NOW)
        .build();
  }
}
