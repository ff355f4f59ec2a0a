package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.completed;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.SelectionRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanWaitsTest {

  private final LogView view = new LogView(1 << 24);
  private final PlanWaits waits =
      PlanParts.waits(
          view,
          new ModelFeed(
              () -> {
                throw new IllegalStateException("there is no broker");
              },
              new FingerprintDirectory(),
              (type, version) -> false),
          1024,
          Duration.ofSeconds(30));

  @Test
  void shouldSayHowManyStoresAreMissing_whenTooFewAreAvailable() {
    PlanRecord plan =
        plan("p", 9, 0)
            .setTargetStores(List.of())
            .setMinStores(3)
            .setSelection(SelectionRules.newBuilder().setAvailableWithinMs(30_000).build())
            .build();
    assertThat(waits.of(plan, NOON)).as("the preparation asks all").isEmpty();
    put(definition("p-vocabulary"), completed("p-vocabulary", 1, 3));
    put(definition("p-moments"), completed("p-moments", 1, 3));
    put(definition("p-initial"), completed("p-initial", 1, 1));
    put(beat("a"), beat("b"));

    assertThat(waits.of(plan, NOON)).hasValue("waits for stores: 2 of 3 available");
    assertThat(waits.of(plan, NOON.plusSeconds(31))).hasValue("waits for stores: 0 of 3 available");
    assertThat(waits.of(with(plan, PlanStatus.PAUSED), NOON)).isEmpty();
    put(beat("c"));
    assertThat(waits.of(plan, NOON)).isEmpty();
  }

  @Test
  void shouldNameWhatIsTold_whenNobodyTellsTheTargetsMetric() {
    PlanRecord plan =
        plan("p", 9, 1)
            .setTarget(PlanTarget.newBuilder().setMetric("auk").setAtLeast(0.8).build())
            .build();
    put(definition("p-0001"));
    assertThat(waits.of(plan, NOON)).as("its round runs").isEmpty();
    put(completed("p-0001", 2, 2));
    assertThat(waits.of(plan, NOON))
        .hasValue(
            "waits for the stores' figures: loss of version 2 was told by 0;"
                + " auk of version 2 was told by 0");

    put(loss("a", 2, 0.5, 10));

    assertThat(waits.of(plan, NOON))
        .hasValue(
            "waits for the stores' figures: loss of version 2 was told by 1;"
                + " nobody tells auk of version 2; told are loss");
    assertThat(waits.of(plan, NOON.plusSeconds(30))).as("it goes on without").isEmpty();
    assertThat(waits.of(with(plan, PlanStatus.FAILED), NOON)).isEmpty();
  }

  @Test
  void shouldSayWhatIsWrong_whenThePlanCannotBe() {
    assertThat(waits.of(plan("p", 9, -1).build(), NOON))
        .hasValue("cannot go on: patience: expected 0 (never end early) or more rounds, came -1");
  }

  private static PlanRecord with(PlanRecord plan, PlanStatus status) {
    return PlanRecord.newBuilder(plan).setStatus(status).build();
  }

  private static Heartbeat beat(String storeId) {
    return Heartbeat.newBuilder()
        .setStoreId(storeId)
        .setAt(NOON)
        .setCodeVersion("0.1.0")
        .setModelTypes(List.of(TYPE))
        .build();
  }

  private void put(Object... records) {
    for (Object record : records) {
      view.apply(null, record, NOON);
    }
  }
}
