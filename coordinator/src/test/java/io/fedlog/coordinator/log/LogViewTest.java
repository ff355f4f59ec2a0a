package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.StoreMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogViewTest {

  private final LogView view = new LogView();

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
  void shouldPoolTheLossOfEachVersion_whenStoresTell() {
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
      view.apply("a", loss("a", version, version, 10), NOON);
    }
    // Version 1 is settled: what comes late no longer counts.
    view.apply("b", loss("b", 1, 99, 10), NOON);

    assertThat(view.evaluation(TYPE, 1, "loss")).hasValue(1);
    assertThat(view.evaluation(TYPE, 100, "loss")).hasValue(100);
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

  private static StoreMetric metric(String name, String storeId, double value, long samples) {
    return StoreMetric.newBuilder(loss(storeId, 7, value, samples)).setMetricName(name).build();
  }

  private static Heartbeat heartbeat(String storeId) {
    return Heartbeat.newBuilder().setStoreId(storeId).setAt(NOON).setCodeVersion("0.1.0").build();
  }
}
