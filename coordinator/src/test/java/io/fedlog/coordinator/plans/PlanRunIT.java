package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanRunIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private Installation installation;
  private CoordinatorClient client;
  private FakeAggregator aggregator;
  private CoordinatorApp coordinator;

  @BeforeEach
  void start() throws InterruptedException {
    installation = new Installation();
    CoordinatorConfig config = installation.config("FL_EVALUATION_WAIT", "20s");
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
  void shouldPrepareAndTrain_whenEveryRoundMakesAVersion() throws InterruptedException {
    aggregator.start();
    client.startPlan(plan("p", 2, 0).build());

    PlanRecord over = client.awaitPlan("p", SOON, state -> {});

    assertThat(over.getStatus()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(aggregator.roundIds())
        .containsExactly("p-vocabulary", "p-moments", "p-initial", "p-0001", "p-0002");
    RoundDefinition moments = aggregator.definitions().get(1);
    // Rows, and three figures for each of x and y.
    assertThat(moments.getLayout()).containsExactly(new Tensor("moments", List.of(7)));
    assertThat(moments.getGrid().getLanes()).isEqualTo(2);
    assertThat(moments.getRequires())
        .extracting(ModelReference::getModelType)
        .containsExactly(TYPE + ".vocabulary");
    RoundDefinition initial = aggregator.definitions().get(2);
    assertThat(initial.getTargetCount()).isEqualTo(1);
    // One weight for x and an intercept; a linear model starts from nothing.
    assertThat(aggregator.uploaded("p-initial")).isEqualTo(new byte[8]);
    RoundDefinition first = aggregator.definitions().get(3);
    assertThat(first.getBase().getVersion()).isEqualTo(1);
    assertThat(first.getMethod()).isEqualTo("weighted");
    assertThat(first.getWeighting()).isEqualTo(Weighting.SAMPLES);
    assertThat(first.getEncoding()).isEqualTo(Encoding.FLOAT32);
    assertThat(first.getRequires()).hasSize(2);
    assertThat(first.getTrainingConfig()).isEqualTo(Map.of("target", "y"));
    assertThat(aggregator.definitions().get(4).getBase().getVersion()).isEqualTo(2);
  }

  @Test
  void shouldSkipThePreparation_whenTheTypeWasTrainedAlike() throws InterruptedException {
    aggregator.start();
    client.startPlan(plan("p", 1, 0).build());
    var unused = client.awaitPlan("p", SOON, state -> {});
    client.startPlan(
        plan("q", 1, 0).setTrainingConfig(Map.of("target", "y", "epochs", "3")).build());

    assertThat(client.awaitPlan("q", SOON, state -> {}).getStatus())
        .isEqualTo(PlanStatus.COMPLETED);
    assertThat(aggregator.roundIds()).endsWith("p-0001", "q-0001");
    RoundDefinition warm = aggregator.definitions().get(4);
    assertThat(warm.getBase().getVersion()).isEqualTo(2);
    assertThat(warm.getRequires()).isEqualTo(aggregator.definitions().get(3).getRequires());
  }

  @Test
  void shouldStopOnTheStoresFigures_whenPatient() throws InterruptedException {
    aggregator.start();
    client.startPlan(plan("p", 50, 1).setTargetStores(List.of("a", "b")).setMinStores(1).build());

    // Version 1 is the first one; rounds make 2, 3, ...: the loss falls once, then stands.
    evaluate(2, 1.0);
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));
    evaluate(3, 0.5);
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0003"));
    evaluate(4, 0.5);

    PlanRecord over = client.awaitPlan("p", SOON, state -> {});
    assertThat(over.getStatus()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(over.getReason()).contains("did not improve").contains("0.500000 in round 2");
    assertThat(aggregator.roundIds()).doesNotContain("p-0004");
  }

  @Test
  void shouldTrainOnFromThePromotedVersion_whenAnOperatorGoesBack() throws InterruptedException {
    aggregator.answering(round -> !round.getRoundId().equals("p-0002")).start();
    client.startPlan(plan("p", 3, 0).build());
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0002"));
    RoundDefinition second = last();
    aggregator.promote(TYPE, 1);
    await().atMost(SOON).until(() -> client.promotedVersion(TYPE).orElseThrow().getVersion() == 1);

    aggregator.end(second, RoundStatus.FAILED, "2 of 3 came");
    var unused = client.awaitPlan("p", SOON, state -> {});

    assertThat(second.getBase().getVersion()).isEqualTo(2);
    assertThat(last().getRoundId()).isEqualTo("p-0003");
    assertThat(last().getBase().getVersion()).isEqualTo(1);
  }

  @Test
  void shouldCancelTheRound_whenThePlanIsStopped() throws InterruptedException {
    aggregator.answering(round -> false).start();
    client.startPlan(plan("p", 3, 0).build());
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-vocabulary"));
    await().atMost(SOON).until(() -> client.plan("p").isPresent());
    client.stopPlan("p", "enough");

    await().atMost(SOON).until(() -> !aggregator.commands().isEmpty());
    assertThat(aggregator.commands().get(0).getAction()).isEqualTo(Action.CANCEL);
    assertThat(aggregator.commands().get(0).getRoundId()).isEqualTo("p-vocabulary");
  }

  @Test
  void shouldHoldThePlan_whenPausedUntilResumed_whoeverActs() throws InterruptedException {
    aggregator.answering(round -> !round.getRoundId().equals("p-0001")).start();
    client.startPlan(plan("p", 2, 0).build());
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0001"));
    client.pausePlan("p");
    await().atMost(SOON).until(() -> status("p") == PlanStatus.PAUSED);
    assertThatThrownBy(() -> client.pausePlan("p"))
        .hasMessage("plan p is PAUSED; pause is for plans that are RUNNING");

    aggregator.complete(last(), new byte[8]); // the running round is let finish
    coordinator.close();
    coordinator = CoordinatorApp.start(installation.config(), Clock.systemUTC());
    await().atMost(SOON).until(coordinator::acts);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> !aggregator.roundIds().contains("p-0002"));

    client.resumePlan("p");
    assertThat(client.awaitPlan("p", SOON, state -> {}).getStatus())
        .isEqualTo(PlanStatus.COMPLETED);
    assertThat(aggregator.roundIds()).doesNotHaveDuplicates().endsWith("p-0001", "p-0002");
    assertThatThrownBy(() -> client.resumePlan("p"))
        .hasMessage("plan p is over already: COMPLETED");
  }

  @Test
  void shouldWaitForStores_whenItAsksThoseThatAreThere() throws InterruptedException {
    aggregator.start();
    client.startPlan(availableOnly().build());
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-initial"));
    aggregator.beatAsStore("a", TYPE);
    aggregator.beatAsStore("x", "another_type");
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> !aggregator.roundIds().contains("p-0001"));

    aggregator.beatAsStore("b", TYPE);

    assertThat(client.awaitPlan("p", SOON, state -> {}).getStatus())
        .isEqualTo(PlanStatus.COMPLETED);
    RoundDefinition first = last();
    assertThat(first.getTargetCount()).isEqualTo(2);
    assertThat(first.getSelection().getCandidates()).isEqualTo(2);
    assertThat(first.getSelection().getAvailable()).isEqualTo(2);
    assertThat(first.getSelection().getRules().getSeed()).isEqualTo(5);
  }

  @Test
  void shouldDrawAsManyAsItsMethodCompares_whenMoreAreThere() throws InterruptedException {
    aggregator.start();
    for (int i = 0; i < 260; i++) {
      aggregator.beatAsStore("s" + i, TYPE);
    }
    client.startPlan(
        availableOnly()
            .setMethod("krum")
            .setMethodParameters(Map.of("byzantine", "1"))
            .setMinStores(5)
            .build());

    PlanRecord over = client.awaitPlan("p", SOON, state -> {});

    assertThat(over.getStatus()).as(over.getReason()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(last().getTargetCount()).isEqualTo(250);
    assertThat(last().getSelection().getCandidates()).isEqualTo(260);
    assertThat(last().getSelection().getMost()).isEqualTo(250);
  }

  @Test
  void shouldWriteTheEndAgain_whenALaterRecordSaysThatThePlanIsHeld() throws Exception {
    aggregator.start();
    client.startPlan(plan("p", 1, 0).build());
    PlanRecord over = client.awaitPlan("p", SOON, state -> {});
    PlanRecord paused =
        PlanRecord.newBuilder(over).setStatus(PlanStatus.PAUSED).setReason(null).build();

    aggregator.send(Topics.PLANS, "p", paused);

    await().atMost(SOON).until(() -> newestOnTheLog("p").equals(Optional.of(over)));
    assertThat(client.plan("p")).contains(over);
  }

  /** What is left of a plan once its topic was compacted. */
  private Optional<PlanRecord> newestOnTheLog(String planId) throws InterruptedException {
    try (CoordinatorConnection reader =
        CoordinatorConnection.open(installation.config(), "test", Clock.systemUTC())) {
      await().atMost(SOON).until(reader::caughtUp);
      return reader.view().plan(planId).filter(read -> !read.disputed()).map(PlanEntry::plan);
    }
  }

  @Test
  void shouldSayWhatItWaitsFor_whenTooFewStoresAreThere() {
    aggregator.start();
    client.startPlan(availableOnly().build());
    aggregator.beatAsStore("a", TYPE);

    await()
        .atMost(SOON)
        .until(
            () -> client.plan("p").flatMap(client::waitsFor).orElse("nothing"),
            "waits for stores: 1 of 2 available"::equals);
  }

  @Test
  void shouldRunOutOfTime_whileItWaitsForStores() throws InterruptedException {
    aggregator.start();
    client.startPlan(availableOnly().setMaxDurationMs(4_000).build());

    PlanRecord over = client.awaitPlan("p", SOON, state -> {});

    assertThat(over.getStatus()).isEqualTo(PlanStatus.FAILED);
    assertThat(over.getReason()).isEqualTo("no training round made a version within 4s");
  }

  private static PlanRecord.Builder availableOnly() {
    return plan("p", 1, 0)
        .setTargetStores(List.of())
        .setCreatedAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS))
        .setSelection(SelectionRules.newBuilder().setAvailableWithinMs(60_000).setSeed(5).build());
  }

  private PlanStatus status(String planId) {
    return client.plan(planId).map(PlanRecord::getStatus).orElse(PlanStatus.FAILED);
  }

  @Test
  void shouldFailWithTheReason_whenTheStoresAgreedOnNothingUsable() throws InterruptedException {
    aggregator.start();
    client.startPlan(plan("p", 3, 0).setTrainingConfig(Map.of("target", "nowhere")).build());

    PlanRecord over = client.awaitPlan("p", SOON, state -> {});

    assertThat(over.getStatus()).isEqualTo(PlanStatus.FAILED);
    assertThat(over.getReason()).contains("nowhere");
  }

  @Test
  void shouldRefuseAtOnce_whenAPlanCannotWork() {
    assertThatThrownBy(() -> client.startPlan(plan("p", 3, 0).setMinStores(4).build()))
        .hasMessageContaining("min_stores")
        .hasMessageContaining("3 target stores");
    assertThatThrownBy(() -> client.startPlan(plan("p", 3, 0).setThreshold("most").build()))
        .hasMessageContaining("threshold")
        .hasMessageContaining("\"most\"");
    assertThatThrownBy(() -> client.startPlan(plan("p", 3, 0).setTrainingConfig(Map.of()).build()))
        .hasMessageContaining("target");
    assertThat(client.plans()).isEmpty();
  }

  @Test
  void shouldGoOn_whenTheBrokerWasAway() throws InterruptedException {
    aggregator.answering(round -> !round.getRoundId().equals("p-0001")).start();
    client.startPlan(plan("p", 2, 0).build());
    await().atMost(SOON).until(() -> aggregator.roundIds().contains("p-0001"));

    installation.kafka().restart();
    RoundDefinition first = last();
    aggregator.complete(first, new byte[8]);

    assertThat(client.awaitPlan("p", Duration.ofSeconds(60), state -> {}).getStatus())
        .isEqualTo(PlanStatus.COMPLETED);
    assertThat(aggregator.roundIds()).doesNotHaveDuplicates().endsWith("p-0002");
  }

  private RoundDefinition last() {
    List<RoundDefinition> all = aggregator.definitions();
    return all.get(all.size() - 1);
  }

  private void evaluate(long version, double value) {
    aggregator.evaluate(loss("a", version, value, 10));
    aggregator.evaluate(loss("b", version, value, 10));
  }
}
