package io.fedlog.coordinator.rest;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rounds of this type took 20 s; this one was created at noon and ends by 12:01. */
class EstimateTest {

  private final LogView view = new LogView(1 << 24);

  private void remember(int... seconds) {
    for (int i = 0; i < seconds.length; i++) {
      view.apply(
          "p" + i,
          state("p" + i, RoundStatus.COMPLETED)
              .setDecidedAt(NOON.plusSeconds(seconds[i]))
              .setEndedAt(NOON.plusSeconds(seconds[i]))
              .build(),
          NOON);
    }
  }

  @Test
  void shouldSayNothing_whileItMeansNothing() {
    remember(20, 20);
    assertThat(estimate(RoundStatus.IN_PROGRESS, NOON)).isNull();
  }

  @Test
  void shouldBeTheUsualTimeAfterTheCreation_untilThen() {
    remember(10, 20, 500);
    assertThat(estimate(RoundStatus.CREATED, NOON)).isEqualTo("2026-11-20T12:00:20Z");
    assertThat(estimate(RoundStatus.IN_PROGRESS, NOON.plusSeconds(19)))
        .isEqualTo("2026-11-20T12:00:20Z");
    assertThat(estimate(RoundStatus.IN_PROGRESS, NOON.plusSeconds(20))).as("never past").isNull();
  }

  @Test
  void shouldBeNoLaterThanTheDeadline() {
    remember(300, 300, 300);
    assertThat(estimate(RoundStatus.IN_PROGRESS, NOON)).isEqualTo("2026-11-20T12:01:00Z");
  }

  @Test
  void shouldSayNothing_whenTheRoundIsDecidedOrOver() {
    remember(20, 20, 20);
    for (RoundStatus status :
        new RoundStatus[] {
          RoundStatus.AGGREGATING, RoundStatus.COMPLETED, RoundStatus.FAILED, RoundStatus.CANCELLED
        }) {
      assertThat(estimate(status, NOON)).as(status.name()).isNull();
    }
  }

  private @Nullable String estimate(RoundStatus status, Instant now) {
    view.apply("r", definition("r"), NOON);
    view.apply("r", state("r", status).build(), NOON);
    return Estimate.of(KnownRound.find(view, "r", now).orElseThrow(), view);
  }
}
