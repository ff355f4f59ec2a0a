package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicPreparationIT {

  private Installation installation;
  private CoordinatorClient client;
  private FakeAggregator aggregator;
  private CoordinatorApp coordinator;

  @BeforeEach
  void start() throws InterruptedException {
    installation = new Installation();
    CoordinatorConfig config = installation.config();
    coordinator = CoordinatorApp.start(config, Clock.systemUTC());
    client = CoordinatorClient.connect(config, Clock.systemUTC());
    aggregator = new FakeAggregator(installation.servers());
  }

  @AfterEach
  void stop() throws InterruptedException {
    aggregator.close();
    client.close();
    coordinator.close();
    installation.close();
  }

  @Test
  void shouldAskNoStoreBeforeTraining_whenThePlanSaysHowColumnsAreUsed()
      throws InterruptedException {
    aggregator.start();
    client.startPlan(described("x=0..8;z=one|two;y=1..3"));

    PlanRecord over = client.awaitPlan("p", Duration.ofSeconds(30), state -> {});

    assertThat(over.getStatus()).isEqualTo(PlanStatus.COMPLETED);
    List<RoundDefinition> rounds = aggregator.definitions();
    assertThat(rounds).extracting(RoundDefinition::getTargetCount).containsExactly(1, 1, 1, 3);
    assertThat(new String(aggregator.uploaded("p-vocabulary"), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            category\tz\tone
            category\tz\ttwo
            column\tx\tnumeric
            column\ty\tnumeric
            column\tz\tcategorical
            exponent\tx\t3
            exponent\ty\t2
            """);
    // Two rows; of x / 2^3 two values 0 and 1, of y / 2^2 two values 1/4 and 3/4: count, sum,
    // squares.
    double[] moments = new double[7];
    ByteBuffer.wrap(aggregator.uploaded("p-moments"))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(moments);
    assertThat(moments).containsExactly(2, 2, 1, 1, 2, 1, 0.625);
    // Weights of x, z=one and z=two, and an intercept.
    assertThat(aggregator.uploaded("p-initial")).isEqualTo(new byte[4 * Float.BYTES]);
  }

  @Test
  void shouldRefuseAtOnce_whenTheTargetHasNoBounds() {
    assertThatThrownBy(() -> client.startPlan(described("x=0..8")))
        .hasMessage("public_features: expected bounds of the target y too, such as y=0..100");
    assertThat(client.plans()).isEmpty();
  }

  private static PlanRecord described(String features) {
    return plan("p", 1, 0)
        .setTrainingConfig(Map.of("target", "y", "public_features", features))
        .build();
  }
}
