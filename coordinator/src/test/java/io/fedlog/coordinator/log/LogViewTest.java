package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.completed;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.StoreMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogViewTest {

  private final LogView view = new LogView(1 << 24);

  @Test
  void shouldStayOver_whenAnotherRecordSaysThePlanRuns() {
    PlanRecord running = plan("p", 3, 0).build();
    PlanRecord stopped = PlanRecord.newBuilder(running).setStatus(PlanStatus.STOPPED).build();
    view.apply("p", running, NOON);
    view.apply("p", stopped, NOON);
    view.apply("p", running, NOON);

    assertThat(view.plan("p").orElseThrow().over()).isTrue();
  }

  @Test
  void shouldKeepTheFirstDefinition_whenAnIdIsDefinedTwice() {
    RoundDefinition first = (RoundDefinition) definition("r").getBody();
    view.apply("r", new RoundRecord(first), NOON);
    view.apply(
        "r", new RoundRecord(RoundDefinition.newBuilder(first).setMinStores(3).build()), NOON);

    assertThat(view.definition("r")).contains(first);
  }

  @Test
  void shouldBeDisputed_untilTheEndIsTheNewestRecordAgain() {
    PlanRecord running = plan("p", 3, 0).build();
    PlanRecord completed = PlanRecord.newBuilder(running).setStatus(PlanStatus.COMPLETED).build();
    PlanRecord paused = PlanRecord.newBuilder(running).setStatus(PlanStatus.PAUSED).build();
    view.apply("p", running, NOON);
    view.apply("p", completed, NOON);
    assertThat(view.plan("p")).contains(new PlanEntry(completed, NOON, false));

    view.apply("p", paused, NOON.plusSeconds(1));
    assertThat(view.plan("p")).contains(new PlanEntry(completed, NOON, true));
    view.apply("p", completed, NOON.plusSeconds(2));
    assertThat(view.plan("p")).contains(new PlanEntry(completed, NOON, false));
  }

  @Test
  void shouldKeepARequest_untilItIsDefined() {
    RoundRequest request =
        RoundRequest.newBuilder()
            .setRoundId("r")
            .setModelType(TYPE)
            .setMethod("fedavg")
            .setTargetStores(List.of("a", "b"))
            .setMinStores(2)
            .setThreshold("0.8")
            .setJoinWindowMs(1000)
            .setDeadlineMs(60_000)
            .setCreatedAt(NOON)
            .setCreatedBy("test")
            .build();
    view.apply("a", new Join("a", "r", TYPE, NOON, null, null), NOON);
    view.apply("r", new RoundRecord(request), NOON);

    assertThat(view.request("r")).contains(request);
    assertThat(view.isWhole("r")).isFalse();
    assertThat(view.asks("r", "b")).isTrue();
    assertThat(view.asks("r", "c")).isFalse();
    assertThat(view.joined("r")).containsExactly("a");

    view.apply("r", definition("r"), NOON);
    view.apply("r", new RoundRecord(request), NOON);

    assertThat(view.request("r")).as("a definition holds").isEmpty();
    assertThat(view.joined("r")).containsExactly("a");

    view.apply("r", completed("r", 1, 2), NOON);

    assertThat(view.joined("r")).as("the round is over").isEmpty();
  }

  @Test
  void shouldPoolTheLossOfEachVersion_whenStoresTell() {
    made(7, 8);
    // (1 * 30 + 3 * 10) / 40 = 1.5
    view.apply("a", loss("a", 7, 1.0, 30), NOON);
    view.apply("b", loss("b", 7, 3.0, 10), NOON);
    view.apply("a", loss("a", 8, 9.0, 30), NOON);

    assertThat(view.evaluation(TYPE, 7, "loss")).hasValue(1.5);
    assertThat(view.evaluators(TYPE, 7, "loss")).isEqualTo(2);
    assertThat(view.evaluation(TYPE, 9, "loss")).isEmpty();
  }

  @Test
  void shouldLeaveOtherNumbersOut_whenTheyAreNoEvaluation() {
    StoreMetric training = StoreMetric.newBuilder(loss("a", 7, 1.0, 30)).setPhase("train").build();
    view.apply("a", training, NOON);

    assertThat(view.evaluation(TYPE, 7, "loss")).isEmpty();
  }

  @Test
  void shouldPoolEveryMetricByItself() {
    made(7);
    // (0.9 * 30 + 0.7 * 10) / 40 = 0.85
    view.apply("a", loss("a", 7, 1.0, 30), NOON);
    view.apply("a", metric("auc", "a", 0.9, 30), NOON);
    view.apply("b", metric("auc", "b", 0.7, 10), NOON);

    assertThat(view.evaluation(TYPE, 7, "auc").orElseThrow()).isCloseTo(0.85, within(1e-15));
    assertThat(view.evaluators(TYPE, 7, "auc")).isEqualTo(2);
    assertThat(view.evaluators(TYPE, 7, "loss")).isEqualTo(1);
    assertThat(view.evaluation(TYPE, 7, "rmse")).isEmpty();
  }

  @Test
  void shouldHearTheOthers_whenAStoreInventsNamesWithoutEnd() {
    made(7, 8, 9, 10, 11);
    for (int i = 0; i < 1_000; i++) {
      view.apply("a", metric("m" + i, "a", i, 30), NOON);
    }
    view.apply("b", loss("b", 7, 1.0, 30), NOON);
    view.apply("c", loss("c", 7, 3.0, 30), NOON);

    assertThat(view.evaluation(TYPE, 7, "loss")).hasValue(2.0);
    assertThat(view.evaluation(TYPE, 7, "m31")).hasValue(31);
    assertThat(view.evaluation(TYPE, 7, "m32")).isEmpty(); // 32 names a store
    for (long version = 8; version < 12; version++) {
      view.apply("b", loss("b", version, 1.0, 30), NOON);
    }
    assertThat(view.evaluation(TYPE, 7, "loss")).as("the settled version's").hasValue(2.0);
    // 32 names a version: the loss of two stores, then m0, m1, m10, ... by name; m9 is the last.
    assertThat(view.evaluation(TYPE, 7, "m8")).hasValue(8);
    assertThat(view.evaluation(TYPE, 7, "m9")).isEmpty();
  }

  @Test
  void shouldKeepOldFigures_whenManyVersionsFollow() {
    for (long version = 1; version <= 100; version++) {
      made(version);
      view.apply("a", loss("a", version, version, 10), NOON);
    }
    // Version 1 is settled: what comes late no longer counts.
    view.apply("b", loss("b", 1, 99, 10), NOON);

    assertThat(view.evaluation(TYPE, 1, "loss")).hasValue(1);
    assertThat(view.evaluation(TYPE, 100, "loss")).hasValue(100);
  }

  @Test
  void shouldHearTheOthers_whenAStoreTellsOfVersionsThatNobodyMade() {
    for (long version = Long.MAX_VALUE; version > Long.MAX_VALUE - 10_000; version--) {
      view.apply("x", loss("x", version, 0, 1), NOON);
    }
    for (long version = 1; version <= 9; version++) {
      made(version);
      view.apply("a", loss("a", version, 1.0, 30), NOON);
      view.apply("b", loss("b", version, 3.0, 30), NOON);
    }

    for (long version = 1; version <= 9; version++) {
      assertThat(view.evaluation(TYPE, version, "loss")).hasValue(2.0);
    }
    assertThat(view.evaluation(TYPE, Long.MAX_VALUE, "loss")).isEmpty();
  }

  @Test
  void shouldCountAFigure_whenItIsReadAheadOfItsVersion() {
    view.apply("a", loss("a", 7, 9.0, 30), NOON);
    view.apply("a", loss("a", 7, 1.0, 30), NOON);
    view.apply("b", loss("b", 8, 5.0, 30), NOON);
    assertThat(view.evaluation(TYPE, 7, "loss")).isEmpty();

    made(7);

    assertThat(view.evaluation(TYPE, 7, "loss")).as("the last word").hasValue(1.0);
    assertThat(view.evaluation(TYPE, 8, "loss")).isEmpty();
  }

  @Test
  void shouldHearOnlyWhoIsAsked_whenThePlanNamesItsStores() {
    view.apply("p", plan("p", 3, 0).setTargetStores(List.of("a", "b")).build(), NOON);
    RoundState state = RoundState.newBuilder(completed("p-0001", 7, 2)).setPlanId("p").build();
    view.apply("x", loss("x", 7, 0.0, 30), NOON);
    view.apply("p-0001", state, NOON);
    view.apply("a", loss("a", 7, 1.0, 30), NOON);
    view.apply("x", loss("x", 7, 0.0, 30), NOON);

    assertThat(view.evaluation(TYPE, 7, "loss")).hasValue(1.0);
    assertThat(view.evaluators(TYPE, 7, "loss")).isEqualTo(1);
  }

  @Test
  void shouldNoteRowsOfRoundsThatAreDefined() {
    view.apply("r", definition("r"), NOON);
    StoreMetric trained = StoreMetric.newBuilder(loss("a", 7, 1.0, 30)).setPhase("train").build();
    view.apply("a", trained, NOON);
    view.apply("b", StoreMetric.newBuilder(trained).setRoundId("q").setStoreId("b").build(), NOON);

    // b counts as the mean of those that told, which is a.
    assertThat(view.candidates(TYPE, List.of("a", "b"), NOON))
        .extracting(Candidate::rows)
        .containsExactly(30L, 30L);
    view.apply("b", StoreMetric.newBuilder(trained).setStoreId("b").setSamples(7).build(), NOON);
    assertThat(view.candidates(TYPE, List.of("a", "b"), NOON))
        .extracting(Candidate::rows)
        .containsExactly(30L, 7L);
  }

  @Test
  void shouldSayWhatWasTold() {
    made(7, 8, 9, 10, 11);
    assertThat(view.told(TYPE, 7)).isEmpty();
    view.apply("a", loss("a", 7, 1.0, 30), NOON);
    view.apply("a", metric("auc", "a", 0.9, 30), NOON);
    assertThat(view.told(TYPE, 7)).containsExactly("auc", "loss");

    for (long version = 8; version < 12; version++) {
      view.apply("a", loss("a", version, 1.0, 30), NOON);
    }
    assertThat(view.told(TYPE, 7)).as("the settled version's").containsExactly("auc", "loss");
  }

  @Test
  void shouldTellStoresFromAggregators_whenHeartbeatsCome() {
    view.apply("store-1", heartbeat("store-1"), NOON);
    view.apply("aggregator/one", heartbeat("aggregator/one"), NOON.plusSeconds(5));

    assertThat(view.aggregators()).containsExactly(new AggregatorSign(NOON, NOON.plusSeconds(5)));
    assertThat(view.candidates(TYPE, List.of(), NOON))
        .extracting(Candidate::storeId)
        .containsExactly("store-1");
  }

  private void made(long... versions) {
    for (long version : versions) {
      view.apply("r" + version, completed("r" + version, version, 2), NOON);
    }
  }

  private static StoreMetric metric(String name, String storeId, double value, long samples) {
    return StoreMetric.newBuilder(loss(storeId, 7, value, samples)).setMetricName(name).build();
  }

  private static Heartbeat heartbeat(String storeId) {
    return Heartbeat.newBuilder().setStoreId(storeId).setAt(NOON).setCodeVersion("0.1.0").build();
  }
}
