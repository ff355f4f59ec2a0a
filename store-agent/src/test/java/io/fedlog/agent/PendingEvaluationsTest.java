package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PendingEvaluationsTest {
  private final PendingEvaluations pending = new PendingEvaluations();

  @Test
  void shouldHoldTheNewestOnly_whenVersionsComeFasterThanTheyAreMeasured() {
    assertThat(pending.offer(version(3))).isTrue();
    assertThat(pending.offer(version(5))).isFalse();
    assertThat(pending.offer(version(4))).as("out of order").isFalse();

    EvaluationInputs taken = pending.take(Rounds.TYPE);

    assertThat(taken).isNotNull();
    assertThat(taken.model().manifest().getVersion()).isEqualTo(5);
    assertThat(pending.take(Rounds.TYPE)).isNull();
    assertThat(pending.offer(version(6))).isTrue();
  }

  private static EvaluationInputs version(long number) {
    return new EvaluationInputs(Rounds.model(number, "p-0001", 1), List.of(), null);
  }
}
