package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whoever vanishes when and comes back: the sum is the plain one bit for bit, and so are the
 * weights, or the round fails by name because more are gone than the terms allow.
 */
class ExactnessTest {
  private static final int SCHEDULES = 500;

  @Test
  void shouldGiveThePlainSumBitForBit_whoeverVanishesWhen() {
    long exact = IntStream.range(0, SCHEDULES).parallel().filter(ExactnessTest::isExact).count();

    assertThat(exact).isGreaterThan(SCHEDULES * 3 / 4);
  }

  /** False when the round failed by name, with reason. */
  private static boolean isExact(int seed) {
    DropOutSchedule schedule = new DropOutSchedule(seed);
    try {
      schedule.play();
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).as("schedule %d", seed).isEqualTo(Refusal.Reason.TOO_FEW);
      assertThat(e).hasMessageContaining("are needed");
      assertThat(schedule.isBeyondTheTerms()).as("schedule %d: %s", seed, e.getMessage()).isTrue();
      return false;
    }
    RoundOnLog round = schedule.round();
    assertThat(round.unmaskedSum()).as("schedule %d", seed).isEqualTo(round.plainSum());
    assertThat(round.unmaskedWeight()).as("schedule %d", seed).isEqualTo(round.plainWeight());
    schedule.assertOneKindOfShares();
    return true;
  }
}
