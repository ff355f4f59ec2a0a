package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorMain;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeOverIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private Installation installation;
  private CoordinatorClient client;
  private FakeAggregator aggregator;

  @BeforeEach
  void start() throws InterruptedException {
    installation = new Installation();
    client = CoordinatorClient.connect(installation.config(), Clock.systemUTC());
    aggregator =
        new FakeAggregator(installation.servers())
            .answering(round -> !round.getRoundId().equals("p-0002"))
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    aggregator.close();
    client.close();
    installation.close();
  }

  @Test
  void shouldActOnce_whenTwoRunAndTheOneThatActsIsClosed() throws InterruptedException {
    CoordinatorApp one = CoordinatorApp.start(installation.config(), Clock.systemUTC());
    await().atMost(SOON).until(one::acts);
    try (CoordinatorApp two = CoordinatorApp.start(installation.config(), Clock.systemUTC())) {
      client.startPlan(plan("p", 3, 0).build());
      await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));
      assertThat(one.acts()).isTrue();
      assertThat(two.acts()).isFalse();

      one.close();
      await().atMost(SOON).until(two::acts);
      finish();
    } finally {
      one.close();
    }
  }

  @Test
  void shouldMakeNoSecondRound_whenTheOneThatActsIsKilled() throws Exception {
    Process one = launch();
    try {
      client.startPlan(plan("p", 3, 0).build());
      await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));
      try (CoordinatorApp two = CoordinatorApp.start(installation.config(), Clock.systemUTC())) {
        one.destroyForcibly().waitFor();
        await().atMost(SOON).until(two::acts);
        finish();
      }
    } finally {
      one.destroyForcibly();
    }
  }

  @Test
  void shouldMakeNoSecondRound_whenTheOneThatActsSleepsAndWakes() throws Exception {
    Process one = launch();
    try {
      client.startPlan(plan("p", 3, 0).build());
      await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));
      try (CoordinatorApp two = CoordinatorApp.start(installation.config(), Clock.systemUTC())) {
        signal(one, "STOP");
        await().atMost(SOON).until(two::acts);
        signal(one, "CONT");
        finish();
        assertThat(two.acts()).isTrue();
      }
    } finally {
      one.destroyForcibly();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void shouldGoOn_whenTheBrokerWasAway() throws Exception {
    try (CoordinatorApp app = CoordinatorApp.start(installation.config(), Clock.systemUTC())) {
      client.startPlan(plan("p", 3, 0).build());
      await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));

      installation.kafka().restart();
      finish();
      await().atMost(SOON).until(app::acts);
    }
  }

  /** Completes the round that was left open, and with it the plan. */
  private void finish() throws InterruptedException {
    RoundDefinition open =
        aggregator.definitions().stream()
            .filter(round -> round.getRoundId().equals("p-0002"))
            .findFirst()
            .orElseThrow();
    aggregator.complete(open, new byte[8]);
    assertThat(client.awaitPlan("p", SOON, state -> {}).getStatus())
        .isEqualTo(PlanStatus.COMPLETED);
    assertThat(aggregator.roundIds().stream().distinct())
        .containsExactly("p-vocabulary", "p-moments", "p-initial", "p-0001", "p-0002", "p-0003");
    shouldBeTheSameRound_whenDefinedTwice();
  }

  /** Two may act for a moment, and write a round's definition twice: it must be the same round. */
  private void shouldBeTheSameRound_whenDefinedTwice() {
    Map<String, RoundDefinition> first = new HashMap<>();
    for (RoundDefinition definition : aggregator.definitions()) {
      RoundDefinition known = first.putIfAbsent(definition.getRoundId(), definition);
      if (known != null) {
        assertThat(
                RoundDefinition.newBuilder(definition).setCreatedAt(known.getCreatedAt()).build())
            .isEqualTo(known);
      }
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder child =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CoordinatorMain.class.getName()));
    Map<String, String> environment = child.environment();
    environment.putAll(installation.environment());
    return child
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
