package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An installation that nobody answers. */
class SilentRoundIT {

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  @Test
  void shouldFailByItsDeadline_sayingHowManyCameAndWereNeeded() throws Exception {
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(
              parts,
              EmbeddedKafka.builder(),
              Map.of("FL_STATE_STORE", "memory"),
              Clock.systemUTC());
      installation.awaitReady(Duration.ofSeconds(60));
      CoordinatorClient client =
          parts.add(
              "client", CoordinatorClient.connect(installation.coordinator(), Clock.systemUTC()));
      PlanRecord plan =
          installation
              .coordinator()
              .newPlan("silent", "sales_forecast")
              .setTargetStores(List.of("a", "b", "c", "d"))
              .setTrainingConfig(Map.of("target", "sales"))
              .setMaxRounds(2)
              .setDeadlineMs(DEADLINE.toMillis())
              .setJoinWindowMs(DEADLINE.toMillis())
              .setCreatedAt(Instant.ofEpochMilli(Clock.systemUTC().millis()))
              .setCreatedBy("test")
              .build();
      AtomicReference<RoundState> last = new AtomicReference<>();

      client.startPlan(plan);
      PlanRecord ended = client.awaitPlan("silent", Duration.ofSeconds(30), last::set);

      assertThat(ended.getStatus()).isEqualTo(PlanStatus.FAILED);
      RoundState round = last.get();
      assertThat(round.getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(round.getReason()).containsPattern("\\b0\\b").containsPattern("\\b3\\b");
      assertThat(Duration.between(round.getCreatedAt(), round.getEndedAt()))
          .isBetween(DEADLINE, DEADLINE.plusSeconds(3));
    }
  }
}
