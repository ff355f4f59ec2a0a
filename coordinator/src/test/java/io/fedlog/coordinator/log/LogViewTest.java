package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.StoreMetric;
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

    assertThat(view.loss(TYPE, 7)).hasValue(1.5);
    assertThat(view.evaluators(TYPE, 7)).isEqualTo(2);
    assertThat(view.loss(TYPE, 9)).isEmpty();
  }

  @Test
  void shouldLeaveOtherNumbersOut_whenTheyAreNoEvaluationLoss() {
    StoreMetric training = StoreMetric.newBuilder(loss("a", 7, 1.0, 30)).setPhase("train").build();
    StoreMetric rmse = StoreMetric.newBuilder(loss("a", 7, 1.0, 30)).setMetricName("rmse").build();
    view.apply("a", training, NOON);
    view.apply("a", rmse, NOON);

    assertThat(view.loss(TYPE, 7)).isEmpty();
  }

  @Test
  void shouldKeepOldFigures_whenManyVersionsFollow() {
    for (long version = 1; version <= 100; version++) {
      view.apply("a", loss("a", version, version, 10), NOON);
    }
    // Version 1 is settled: what comes late no longer counts.
    view.apply("b", loss("b", 1, 99, 10), NOON);

    assertThat(view.loss(TYPE, 1)).hasValue(1);
    assertThat(view.loss(TYPE, 100)).hasValue(100);
  }

  @Test
  void shouldKnowAggregatorsOnly_whenHeartbeatsCome() {
    view.apply("store-1", heartbeat("store-1"), NOON);
    view.apply("aggregator/one", heartbeat("aggregator/one"), NOON.plusSeconds(5));

    assertThat(view.aggregators()).containsExactly(new AggregatorSign(NOON, NOON.plusSeconds(5)));
  }

  private static Heartbeat heartbeat(String storeId) {
    return Heartbeat.newBuilder().setStoreId(storeId).setAt(NOON).setCodeVersion("0.1.0").build();
  }
}
