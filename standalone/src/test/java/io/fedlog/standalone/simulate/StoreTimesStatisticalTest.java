package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreTimesStatisticalTest {
  private static final int STORES = 10_000;
  private static final Chance CHANCE = new Chance(3);
  private static final StoreTimes TIMES =
      new StoreTimes(Duration.ofSeconds(60), Duration.ofSeconds(10), 1, 0.1);

  /**
   * Logarithms have mean ln 60000 and deviation 1: five standard errors of the mean are 0.05, of
   * the variance 5 * sqrt(2 / 10000) = 0.071.
   */
  @Test
  void shouldBeLogNormal() {
    double sum = 0;
    double squares = 0;
    for (int store = 0; store < STORES; store++) {
      double off = Math.log(TIMES.training(CHANCE, store) / 60_000.0);
      sum += off;
      squares += off * off;
    }

    assertThat(sum / STORES).isCloseTo(0, within(0.05));
    assertThat(squares / STORES).isCloseTo(1, within(0.071));
  }

  @Test
  void shouldUploadInAnotherTimeEachRound() {
    assertThat(TIMES.upload(CHANCE, 5, 1)).isNotEqualTo(TIMES.upload(CHANCE, 5, 2));
    assertThat(TIMES.upload(CHANCE, 5, 1)).isEqualTo(TIMES.upload(new Chance(3), 5, 1));
  }

  /** 1000 of 10,000, five deviations of 30. */
  @Test
  void shouldDropOutAtThatRate() {
    int gone = 0;
    for (int store = 0; store < STORES; store++) {
      gone += TIMES.dropsOut(CHANCE, store, 4) ? 1 : 0;
    }

    assertThat(gone).isBetween(850, 1150);
  }

  @Test
  void shouldSayWhatIsWrong() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new StoreTimes(Duration.ZERO, minute, 0, 0))
        .hasMessageContaining("--training-time is PT0S");
    assertThatThrownBy(() -> new StoreTimes(minute, Duration.ZERO, 0, 0))
        .hasMessageContaining("--upload-time is PT0S");
    assertThatThrownBy(() -> new StoreTimes(minute, minute, -1, 0))
        .hasMessage("--stragglers is -1.0; expected a sigma from 0 to 5");
    assertThatThrownBy(() -> new StoreTimes(minute, minute, 0, 1))
        .hasMessageContaining("--drop-out is 1.0");
  }
}
