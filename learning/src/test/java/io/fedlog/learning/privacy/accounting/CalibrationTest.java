package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

  @ParameterizedTest
  @CsvSource({"1, 1e-5, 1", "8, 1e-5, 100", "0.1, 1e-9, 7", "50, 0.01, 3", "0.001, 1e-5, 10000"})
  void shouldBeTheLeastGaussianNoise(double epsilon, double delta, int times) {
    double noise = Calibration.gaussianNoiseMultiplier(epsilon, delta, times);

    assertThat(new AnalyticGaussian(noise, times).delta(epsilon)).isLessThanOrEqualTo(delta);
    assertThat(new AnalyticGaussian(noise * (1 - 1e-9), times).delta(epsilon)).isGreaterThan(delta);
  }

  /** dp-accounting, pld/privacy_loss_mechanism_test.py, test_gaussian_from_privacy_parameters. */
  @ParameterizedTest
  @CsvSource({"1, 0.12693674, 1", "1, 0.78760074, 0.33333333", "16, 1e-5, 0.344"})
  void shouldBeThePublishedNoise(double epsilon, double delta, double published) {
    assertThat(Calibration.gaussianNoiseMultiplier(epsilon, delta, 1))
        .isCloseTo(published, withinPercentage(0.2));
  }

  @ParameterizedTest
  @CsvSource({"1, 1e-5, 100", "8, 1e-6, 10", "0.5, 0.001, 1000", "4, 1e-5, 1"})
  void shouldBeTheLargestLaplaceEpsilon(double epsilon, double delta, int times) {
    double each = Calibration.laplaceEpsilon(epsilon, delta, times);

    assertThat(each).isGreaterThanOrEqualTo(epsilon / times);
    assertThat(new OptimalComposition(each, times).delta(epsilon)).isLessThanOrEqualTo(delta);
    assertThat(new OptimalComposition(each * (1 + 1e-9), times).delta(epsilon))
        .isGreaterThan(delta);
  }

  @Test
  void shouldShareEvenly_whenThereIsNoDelta() {
    double each = Calibration.laplaceEpsilon(1, 0, 3);

    assertThat(each).isLessThan(1.0 / 3).isCloseTo(1.0 / 3, withinPercentage(1e-10));
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> Calibration.gaussianNoiseMultiplier(1, 0, 1))
        .hasMessage("delta is 0.0, expected above 0 and below 1");
    assertThatThrownBy(() -> Calibration.laplaceEpsilon(0, 0, 1)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> Calibration.laplaceEpsilon(1, 1, 1))
        .hasMessage("delta is 1.0, expected 0 to below 1");
  }
}
