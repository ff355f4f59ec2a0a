package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.LogRecords;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanStepIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String FIRST = "p-vocabulary";

  private Installation installation;
  private CoordinatorConnection connection;
  private LogView view;
  private PlanStep step;

  @BeforeEach
  void open() {
    installation = new Installation();
    CoordinatorConfig config = installation.config();
    connection = CoordinatorConnection.open(config, "test", Clock.systemUTC());
    view = connection.view();
    step =
        PlanParts.step(
            view,
            connection.writer(),
            connection.topics(),
            new RoundDefinitions(config.limits()),
            connection.models(),
            connection.upload(),
            config.maxAbsValue(),
            config.evaluationWait(),
            Clock.systemUTC());
    await().atMost(SOON).until(connection::caughtUp);
  }

  @AfterEach
  void close() {
    connection.close();
    installation.close();
  }

  @Test
  void shouldWriteTheMissingTargets_whenAnotherEndedBetweenDefinitionAndTargets() {
    RoundDefinition known =
        RoundDefinition.newBuilder((RoundDefinition) LogRecords.definition(FIRST).getBody())
            .setTargetCount(3)
            .setTargetPages(1)
            .build();
    connection.writer().write(new DefinedRound(known, List.of()));
    await().atMost(SOON).until(() -> view.definition(FIRST).isPresent());
    assertThat(view.isWhole(FIRST)).isFalse();

    assertThat(step.carryOn(plan("p", 3, 0).build(), () -> true)).isTrue();

    await().atMost(SOON).until(() -> view.isWhole(FIRST));
    assertThat(view.definition(FIRST)).contains(known);
  }

  @Test
  void shouldDefineNothing_whenItNoLongerActsOnceTheTopicsAreMade() throws Exception {
    PlanRecord plan = plan("p", 3, 0).build();

    assertThat(step.carryOn(plan, () -> false)).isTrue();
    assertThat(connection.topics().roundsWithTopic()).contains(FIRST);
    assertThat(recordsOfRounds()).isZero();

    assertThat(step.carryOn(plan, () -> true)).isTrue();
    assertThat(recordsOfRounds()).isEqualTo(2); // the definition and one page of targets
  }

  @Test
  void shouldCancelTheRound_whenThePlanIsStoppedBeforeItsDefinitionIsSeen() {
    PlanRecord plan = plan("p", 3, 0).build();
    PlanRecord stopped =
        PlanRecord.newBuilder(plan).setStatus(PlanStatus.STOPPED).setReason("enough").build();
    assertThat(step.carryOn(plan, () -> true)).isTrue();

    // Done with the plan it may not be, whether or not the definition has been read by now.
    assertThat(step.carryOn(stopped, () -> true)).isTrue();
    await().atMost(SOON).until(() -> step.carryOn(stopped, () -> true) && cancelled());
  }

  @Test
  void shouldGoOnReading_whenAListenerThrows() throws InterruptedException {
    view.onRoundState(
        state -> {
          throw new IllegalStateException("a listener's fault");
        });
    try (FakeAggregator aggregator = new FakeAggregator(installation.servers())) {
      aggregator.send(Topics.ROUND_STATE, "a", LogRecords.failed("a", "of test"));
      aggregator.send(Topics.ROUND_STATE, "b", LogRecords.failed("b", "of test"));
    }

    await().atMost(SOON).until(() -> view.state("a").isPresent() && view.state("b").isPresent());
  }

  @Test
  void shouldGiveARoundUp_whenTheStoresDrawnForItWereNeverWritten() {
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    PlanRecord plan =
        plan("p", 3, 0)
            .setSelection(SelectionRules.newBuilder().setFraction("0.5").build())
            .build();
    connection.writer().write(new DefinedRound(unfinished("p-0001", now), List.of()));
    connection
        .writer()
        .write(new DefinedRound(unfinished("q-0001", now.minusSeconds(31)), List.of()));
    await()
        .atMost(SOON)
        .until(
            () -> view.definition("p-0001").isPresent() && view.definition("q-0001").isPresent());

    // The pages may still come. Another draw's must not: it may be of other stores.
    assertThat(step.carryOn(plan, () -> true)).isTrue();
    PlanRecord other = PlanRecord.newBuilder(plan).setPlanId("q").build();
    assertThat(step.carryOn(other, () -> true)).isTrue();

    await().atMost(SOON).until(() -> view.commanded("q-0001:cancel:targets-lost"));
    assertThat(view.commanded("p-0001:cancel:targets-lost")).isFalse();
    assertThat(view.isWhole("p-0001")).isFalse();
    assertThat(view.isWhole("q-0001")).isFalse();
  }

  @Test
  void shouldWriteNoDraw_whenAnotherDefinesTheRoundMeanwhile() throws Exception {
    PlanRecord plan =
        plan("p", 3, 0)
            .setSelection(SelectionRules.newBuilder().setFraction("0.5").build())
            .build();
    RoundDefinition other =
        unfinished(FIRST, Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));

    assertThat(step.carryOn(plan, () -> isWritten(other))).isTrue();

    assertThat(view.definition(FIRST)).contains(other);
    assertThat(recordsOfRounds()).isEqualTo(1);
  }

  /** Another coordinator is quicker, while this one asks whether it still acts. */
  private boolean isWritten(RoundDefinition definition) {
    connection.writer().write(new DefinedRound(definition, List.of()));
    await().atMost(SOON).until(() -> view.definition(definition.getRoundId()).isPresent());
    return true;
  }

  private static RoundDefinition unfinished(String roundId, Instant createdAt) {
    SelectionRules rules = SelectionRules.newBuilder().setFraction("0.5").build();
    return RoundDefinition.newBuilder((RoundDefinition) LogRecords.definition(roundId).getBody())
        .setTargetCount(2)
        .setTargetPages(1)
        .setSelection(new SelectionRecord(rules, 3, 3, 2, 1_000))
        .setCreatedAt(createdAt)
        .build();
  }

  private long recordsOfRounds() throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, Installation.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Topics.ROUNDS.name(), partition))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", installation.servers()))) {
      return admin.listOffsets(asked).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }

  private boolean cancelled() {
    return view.commanded(FIRST + ":cancel:plan-stopped");
  }
}
