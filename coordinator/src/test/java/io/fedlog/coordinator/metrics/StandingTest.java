package io.fedlog.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final LogView view = new LogView(1000);

  @ParameterizedTest
  @CsvSource({
    "IN_PROGRESS, 59, false",
    "IN_PROGRESS, 61, true",
    "AGGREGATING, 61, false",
    "AGGREGATING, 659, false",
    "AGGREGATING, 661, true",
    "COMPLETED, 661, false"
  })
  void shouldBeOverdue_whenItShouldBeOver(
      RoundStatus status, long secondsPastDeadline, boolean overdue) {
    Instant deadline = NOW.minusSeconds(secondsPastDeadline);
    apply(state("r", status, deadline, status == RoundStatus.AGGREGATING ? deadline : null));

    Standing standing = Standing.of(view, NOW);

    assertThat(standing.overdueRounds()).isEqualTo(overdue ? 1 : 0);
    assertThat(standing.openRounds()).isEqualTo(status == RoundStatus.COMPLETED ? 0 : 1);
  }

  @Test
  void shouldTellSilentFromGone() {
    heard("live", NOW.minusSeconds(59));
    heard("silent", NOW.minusSeconds(61));
    heard("gone", NOW.minus(Duration.ofMinutes(61)));
    heard("aggregator/a", NOW.minusSeconds(29));
    heard("aggregator/b", NOW.minusSeconds(31));

    Standing standing = Standing.of(view, NOW);

    assertThat(standing.liveStores()).isEqualTo(1);
    assertThat(standing.silentStores()).isEqualTo(1);
    assertThat(standing.liveAggregators()).isEqualTo(1);
  }

  @Test
  void shouldShowTheBudgetNearestToItsEnd() {
    account("a", new PrivacyBudget(4.0, 1e-5), 1);
    account("b", new PrivacyBudget(2.0, 1e-5), 1.8);
    account("without", null, 50);

    assertThat(Standing.of(view, NOW).privacySpent()).isEqualTo(0.9);
    assertThat(Standing.of(new LogView(1000), NOW)).isEqualTo(Standing.NOTHING);
  }

  private void heard(String id, Instant at) {
    view.apply(
        id, Heartbeat.newBuilder().setStoreId(id).setAt(at).setCodeVersion("0.1.0").build(), at);
  }

  private void account(String modelType, @Nullable PrivacyBudget budget, double epsilon) {
    view.apply(
        modelType,
        new PrivacyRecord(
            PrivacyAccount.newBuilder()
                .setModelType(modelType)
                .setBudget(budget)
                .setPureEpsilon(0)
                .setPureRho(0)
                .setRho(0)
                .setReservedPureEpsilon(0)
                .setReservedPureRho(0)
                .setReservedRho(0)
                .setEpsilon(epsilon)
                .setSetBy("test")
                .setAt(NOW)
                .build()),
        NOW);
  }

  private void apply(SpecificRecord record) {
    view.apply("key", record, NOW);
  }

  private static RoundState state(
      String roundId, RoundStatus status, Instant deadline, @Nullable Instant decided) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType("m")
        .setStatus(status)
        .setCreatedAt(deadline.minusSeconds(600))
        .setDecidedAt(decided)
        .setDeadlineAt(deadline)
        .setLogOffset(1)
        .build();
  }
}
