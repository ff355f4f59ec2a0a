package io.fedlog.coordinator.client;

import static io.fedlog.coordinator.LogRecords.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.runtime.BrokerUnreachableException;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorClientIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<Tensor> LAYOUT = List.of(new Tensor("w", List.of(3)));

  private Installation installation;
  private CoordinatorConfig config;
  private CoordinatorClient client;
  private FakeAggregator aggregator;

  @BeforeEach
  void start() throws InterruptedException {
    installation = new Installation();
    config = installation.config();
    client = CoordinatorClient.connect(config, Clock.systemUTC());
    aggregator = new FakeAggregator(installation.servers());
  }

  @AfterEach
  void stop() throws InterruptedException {
    aggregator.close();
    client.close();
    installation.close();
  }

  @Test
  void shouldGiveBackTheSameParameters_whenImportedAndExported(@TempDir Path folder)
      throws Exception {
    aggregator.start();
    float[] parameters = {1.5f, -2.25e-7f, 3e5f};
    ModelImport first = ModelImport.of(TYPE, LAYOUT, parameters, Map.of("target", "y"));

    assertThat(client.importModel(first, SOON).getModelVersion()).isEqualTo(1);
    Model exported = client.exportPromoted(TYPE, SOON);
    ModelFiles.write(exported, folder.resolve("model.bin"));
    ModelImport again = ModelFiles.read(TYPE, folder.resolve("model.bin"));

    assertThat(exported.floats()).isEqualTo(parameters);
    assertThat(again.parameters()).isEqualTo(first.parameters());
    assertThat(again.layout()).isEqualTo(LAYOUT);
    assertThat(again.trainingConfig()).isEqualTo(Map.of("target", "y"));
    assertThat(client.importModel(again, SOON).getModelVersion()).isEqualTo(2);
    assertThat(client.rollback(TYPE)).isEqualTo(1);
    await().atMost(SOON).until(() -> !aggregator.commands().isEmpty());
    assertThat(aggregator.commands().get(0).getAction()).isEqualTo(Action.PROMOTE);
    assertThat(aggregator.commands().get(0).getVersion()).isEqualTo(1);
    assertAudited(
        "change_model import ok",
        "download_model export ok",
        "change_model import ok",
        "change_model rollback ok");
  }

  @Test
  void shouldTellTheListener_whenARoundMoves() throws InterruptedException {
    aggregator.start();
    List<RoundStatus> seen = new CopyOnWriteArrayList<>();
    RoundDefinition round = client.createRound(round("r1"));

    RoundState over = client.awaitRound("r1", SOON, state -> seen.add(state.getStatus()));

    assertThat(over.getStatus()).isEqualTo(RoundStatus.COMPLETED);
    await().atMost(SOON).until(() -> seen.contains(RoundStatus.COMPLETED));
    assertThat(round.getTrainingConfig())
        .isEqualTo(Map.of("learning_rate", "0.001", "privacy_epsilon", "1.0"));
    assertThat(client.status("r1")).contains(over);
  }

  @Test
  void shouldSendEachWishOnceAndWithItsRound_whenAsked() throws InterruptedException {
    aggregator.answering(round -> false).start();
    RoundDefinition unused = client.createRound(round("r1"));
    await().atMost(SOON).until(() -> client.definition("r1").isPresent());

    client.withdraw("r1", "a", "asked by the store");
    client.aggregateNow("r1");
    client.cancel("r1", "not needed");
    client.cancel("r1", "not needed");
    client.startPlan(plan("p1"));
    await().atMost(SOON).until(() -> client.plan("p1").isPresent());
    client.pausePlan("p1");
    client.resumePlan("p1");
    client.stopPlan("p1", "enough");

    await().atMost(SOON).until(() -> aggregator.commands().size() == 4);
    assertThat(aggregator.commands().stream().map(Command::getCommandId).distinct())
        .containsExactlyInAnyOrder("r1:withdraw:a", "r1:aggregate-now", "r1:cancel");
    assertThat(aggregator.commands()).allMatch(command -> command.getModelType().equals(TYPE));
    assertAudited(
        "create_round - ok",
        "aggregate_round - ok",
        "aggregate_round - ok",
        "cancel_round - ok",
        "cancel_round - ok",
        "change_plan start ok",
        "change_plan pause ok",
        "change_plan resume ok",
        "change_plan stop ok");
  }

  @Test
  void shouldSayWhatIsWrong_whenAWishCannotBe() {
    assertThatThrownBy(() -> client.cancel("nowhere", "x"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> client.promote(TYPE, 3))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("no version 3");
    assertThatThrownBy(() -> client.rollback(TYPE)).hasMessageContaining("no version yet");
    assertThatThrownBy(() -> client.stopPlan("p", "x")).hasMessageContaining("no plan p");
    assertThatThrownBy(() -> client.awaitRound("r9", Duration.ofMillis(200), state -> {}))
        .isInstanceOf(AwaitTimeoutException.class)
        .hasMessageContaining("round r9");
    assertAudited(
        "cancel_round - refused",
        "change_model promote refused",
        "change_model rollback refused",
        "change_plan stop refused");
  }

  /** What the audit topic has of the command line: event, change and result. */
  private void assertAudited(String... expected) {
    List<String> came = new ArrayList<>();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              came.clear();
              try (LogScan scan =
                  LogScan.open(
                      KafkaSettings.at(installation.servers()),
                      new FingerprintDirectory(),
                      "test")) {
                scan.read(Topics.AUDIT, record -> came.add(text(record.value())));
              }
              assertThat(came).containsExactly(expected);
            });
  }

  private static String text(AuditEvent event) {
    assertThat(event.getSubject()).isEqualTo("command-line");
    return event.getEvent()
        + " "
        + event.getDetails().getOrDefault("change", "-")
        + " "
        + event.getResult();
  }

  private PlanRecord plan(String planId) {
    return config
        .newPlan(planId, "sales_forecast")
        .setTargetStores(List.of("a", "b", "c"))
        .setTrainingConfig(Map.of("target", "sales"))
        .setMaxRounds(1)
        .setCreatedAt(Instant.ofEpochMilli(1_000))
        .setCreatedBy("test")
        .build();
  }

  @Test
  void shouldRefuse_whenARoundIdIsTaken() {
    RoundDefinition unused = client.createRound(round("r1"));
    await().atMost(SOON).until(() -> client.definition("r1").isPresent());

    assertThatThrownBy(() -> client.createRound(round("r1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never reused");
  }

  @Test
  void shouldSaySoInOneSentence_whenNoBrokerIsThere() {
    CoordinatorConfig nowhere =
        installation.config("FL_BOOTSTRAP_SERVERS", "127.0.0.1:1", "FL_BROKER_WAIT", "1s");

    assertThatThrownBy(() -> CoordinatorClient.connect(nowhere, Clock.systemUTC()))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  private RoundSpec round(String roundId) {
    return new RoundSpec(
        roundId,
        TYPE,
        null,
        0,
        null,
        List.of(),
        Aggregation.equal("fedavg"),
        new UpdateForm(Encoding.FLOAT32, LAYOUT, 1024, true),
        config.defaults().participation(List.of("a", "b", "c")),
        config.defaults().complete(Map.of()),
        "test");
  }
}
