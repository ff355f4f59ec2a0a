package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whoever vanishes when and comes back: the sum is the plain one bit for bit, and so are the
 * weights, or the round fails by name because more are gone than the terms allow.
 */
class ExactnessTest {
  private static final int SCHEDULES = 500;
  private static final int BEYOND = 150;

  /** Six schedules make a group too small for its terms, before it begins; no other fails. */
  @Test
  void shouldGiveThePlainSumBitForBit_whoeverVanishesWhen() {
    ConcurrentLinkedQueue<Integer> failed = new ConcurrentLinkedQueue<>();
    IntStream.range(0, SCHEDULES)
        .parallel()
        .forEach(
            seed -> {
              DropOutSchedule schedule = new DropOutSchedule(seed, 0.34);
              if (!isExact(seed, schedule)) {
                assertThat(schedule.isMisfit()).as("schedule %d", seed).isTrue();
                failed.add(seed);
              }
            });

    assertThat(List.copyOf(failed)).containsExactlyInAnyOrder(120, 131, 146, 162, 323, 368);
  }

  /** The same schedules under terms that allow a tenth: up to a third vanish. */
  @Test
  void shouldFailByName_exactlyWhenMoreVanishBeforeTheOutcomeThanTheTermsAllow() {
    long beyond =
        IntStream.range(0, BEYOND)
            .parallel()
            .filter(
                seed -> {
                  DropOutSchedule schedule = new DropOutSchedule(seed, 0.1);
                  boolean exact = isExact(seed, schedule);
                  if (schedule.round().group != null && schedule.isBeyondTheTerms()) {
                    assertThat(exact).as("schedule %d", seed).isFalse();
                    return true;
                  }
                  return false;
                })
            .count();

    assertThat(beyond).isGreaterThan(BEYOND / 5);
  }

  /** False when the round failed by name. */
  private static boolean isExact(int seed, DropOutSchedule schedule) {
    try {
      schedule.play();
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).as("schedule %d", seed).isEqualTo(Refusal.Reason.TOO_FEW);
      assertThat(e).hasMessageContaining("are needed");
      return false;
    }
    RoundOnLog round = schedule.round();
    assertThat(round.unmaskedSum()).as("schedule %d", seed).isEqualTo(round.plainSum());
    assertThat(round.unmaskedWeight()).as("schedule %d", seed).isEqualTo(round.plainWeight());
    schedule.assertOneKindOfShares();
    return true;
  }
}
