package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyTermsTest {
  @ParameterizedTest
  @CsvSource({"CENTRAL, 100", "DISTRIBUTED, 100", "LOCAL, 200"})
  void shouldBeTheClip_butTwiceForAnyTwoUpdatesOfAStore(Mode mode, long sensitivity) {
    assertThat(terms(mode, Noise.GAUSSIAN, 100, 7, 1e-5).sensitivityUnits()).isEqualTo(sensitivity);
  }

  /** 100/7 = 14.285714285714285..., its half square 102.0408163265306...; 200^2/98 likewise. */
  @Test
  void shouldBeRoundedUp_whenACostIsNoWholeNumber() {
    assertThat(terms(Mode.CENTRAL, Noise.LAPLACE, 100, 7, 0).cost())
        .isEqualTo(new SpentPrivacy(14_285_714_285_715L, 102_040_816_326_531L, 0));
    assertThat(terms(Mode.LOCAL, Noise.GAUSSIAN, 100, 7, 0.1).cost())
        .isEqualTo(new SpentPrivacy(0, 0, 408_163_265_306_123L));
    assertThat(terms(Mode.CENTRAL, Noise.GAUSSIAN, 100, 7, 0.1).cost())
        .isEqualTo(new SpentPrivacy(0, 0, 102_040_816_326_531L));
  }

  @Test
  void shouldBeRefused_whenNoiseIsTooLittleToCount() {
    assertThatThrownBy(() -> terms(Mode.CENTRAL, Noise.GAUSSIAN, 1L << 60, 1, 0.1).cost())
        .hasMessageContaining("give more noise");
  }

  /** By the series: the variance of a discrete Laplace variable is sum(k^2 p^|k|) / sum(p^|k|). */
  @ParameterizedTest
  @CsvSource({"1", "3", "40"})
  void shouldBeThatOfTheDistribution_whenNoiseIsLaplace(long scale) {
    double squares = 0;
    double all = 0;
    for (int k = -40 * (int) scale; k <= 40 * scale; k++) {
      double weight = Math.exp(-Math.abs((double) k) / scale);
      squares += (double) k * k * weight;
      all += weight;
    }

    assertThat(terms(Mode.CENTRAL, Noise.LAPLACE, 1, scale, 0).standardDeviationUnits())
        .isCloseTo(Math.sqrt(squares / all), within(1e-9 * scale));
  }

  @Test
  void shouldShrinkWithTheCohort_whenNoiseIsOnAMean() {
    assertThat(terms(Mode.CENTRAL, Noise.GAUSSIAN, 1, 64, 0.5).noiseOnMeanUnits(16)).isEqualTo(4);
    assertThat(terms(Mode.LOCAL, Noise.GAUSSIAN, 1, 64, 0.5).noiseOnMeanUnits(16)).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 0, 1, 0.1, clip_units is 0",
    "GAUSSIAN, 1152921504606846977, 1, 0.1, clip_units is 1152921504606846977",
    "GAUSSIAN, 1, 0, 0.1, noise_units is 0",
    "LAPLACE, 1, 18014398509481985, 0, noise_units is 18014398509481985",
    "GAUSSIAN, 1, 1, 0, delta is 0.0",
    "LAPLACE, 1, 1, -0.1, delta is -0.1",
    "LAPLACE, 1, 1, 1, delta is 1.0",
    "GAUSSIAN, 1, 1, NaN, delta is NaN"
  })
  void shouldBeRefused_whenABoundIsBroken(
      Noise noise, long clip, long scale, double delta, String message) {
    assertThatThrownBy(() -> terms(Mode.CENTRAL, noise, clip, scale, delta))
        .hasMessageContaining(message);
  }

  private static PrivacyTerms terms(Mode mode, Noise noise, long clip, long scale, double delta) {
    return new PrivacyTerms(mode, noise, clip, scale, delta);
  }
}
