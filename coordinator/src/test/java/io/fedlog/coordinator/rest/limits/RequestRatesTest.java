package io.fedlog.coordinator.rest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  private final RequestRates rates = new RequestRates(() -> now, 2, 3, 100);

  @Test
  void shouldLetABurstThrough_andThenOneEachHalfSecond() {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take("a")).isZero();
    }
    assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(500));
    now = now.plusMillis(400);
    assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(100));
    now = now.plusMillis(100);
    assertThat(rates.take("a")).isZero();
    assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void shouldHoldNoMoreThanABurst_howeverLongNobodyAsks() {
    assertThat(rates.take("a")).isZero();
    now = now.plus(Duration.ofDays(400));
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take("a")).isZero();
    }
    assertThat(rates.take("a")).isPositive();
  }

  @Test
  void shouldCountEachAlone() {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take("a")).isZero();
    }
    assertThat(rates.take("a")).isPositive();
    assertThat(rates.take("b")).isZero();
  }

  @Test
  void shouldGiveNothing_whenTheClockIsSetBack() {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take("a")).isZero();
    }
    now = now.minusSeconds(60);
    assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(500));
    now = now.plusMillis(500);
    assertThat(rates.take("a")).isZero();
  }

  @Test
  void shouldRememberNoMoreThanItMay_andTheBusyOnesLongest() {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take("busy")).isZero();
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(rates.take("stranger " + i)).isZero();
      if (i % 50 == 0) {
        assertThat(rates.take("busy")).isPositive();
      }
    }
    assertThat(rates.remembered()).isEqualTo(100);
  }
}
