package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledGaussianRenyiTest {

  /**
   * By the rectangle rule on 200,001 points of the definition's integral, in Python; the integrand
   * is smooth and vanishes at both ends, so that the rule is exact to rounding.
   */
  @ParameterizedTest
  @CsvSource({
    "0.01, 2.5, 1.5, 1.300141794374172e-05",
    "0.01, 2.5, 2.5, 2.1708361138357106e-05",
    "0.0001, 1, 1.5, 1.2885373907487642e-08",
    "0.1, 100, 20.5, 1.0252214593884106e-05",
    "0.5, 1, 3.3, 0.8234203316757449",
    "0.99, 2, 7.7, 0.9531258624488332",
    "0.01, 1, 1.01, 8.467056913923447e-05",
    "0.9, 0.7, 2.2, 2.0699351191564643",
  })
  void shouldAgreeWithQuadrature(double q, double noise, double order, double divergence) {
    assertThat(SampledGaussianRenyi.divergence(q, noise, order))
        .isCloseTo(divergence, withinPercentage(1e-4));
  }

  /** A = sum of binomials times e^((i^2 - i) / 2z^2); by hand for order 2. */
  @ParameterizedTest
  @CsvSource({"0.01, 1", "0.3, 0.5", "0.9, 4"})
  void shouldBeTheClosedForm_whenTheOrderIs2(double q, double noise) {
    double expected = Math.log1p(q * q * Math.expm1(1 / (noise * noise)));

    assertThat(SampledGaussianRenyi.divergence(q, noise, 2))
        .isCloseTo(expected, withinPercentage(1e-8));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1", "0.001, 0.5", "0.5, 3", "0.97, 1"})
  void shouldRiseWithTheOrder_betweenWholeOnesToo(double q, double noise) {
    double before = 0;
    for (double order = 1.05; order < 40; order += 0.05) {
      double divergence = SampledGaussianRenyi.divergence(q, noise, order);

      assertThat(divergence).as("order %s", order).isGreaterThan(before);
      before = divergence;
    }
  }

  /** The parameters that dp-accounting tests for overflow; A there is up to e^(3,000,000). */
  @ParameterizedTest
  @CsvSource({
    "1e-7, 0.1, 1.01",
    "1e-6, 0.1, 256",
    "1e-5, 0.1, 256.1",
    "0.99, 0.1, 256",
    "0.999, 100, 256.1"
  })
  void shouldStayBelowTheGaussianItself(double q, double noise, double order) {
    assertThat(SampledGaussianRenyi.divergence(q, noise, order))
        .isBetween(0.0, order / (2 * noise * noise));
  }

  /** Of N(0, z^2) from the mixture: the integral of p^order m^(1 - order) by the rectangle rule. */
  @ParameterizedTest
  @CsvSource({"0.01, 1, 2", "0.3, 0.8, 3.5", "0.9, 2, 12", "0.5, 0.5, 1.3"})
  void shouldBoundTheOtherDirectionToo(double q, double noise, double order) {
    double moment = 0;
    double step = 1e-3 * noise;
    for (double x = -20 * noise; x < 20 * noise; x += step) {
      double ratio = 1 - q + q * Math.exp((2 * x - 1) / (2 * noise * noise));
      double density = Math.exp(-x * x / (2 * noise * noise)) / (noise * Math.sqrt(2 * Math.PI));
      moment += step * density * Math.pow(ratio, 1 - order);
    }

    assertThat(Math.log(moment) / (order - 1))
        .isLessThan(SampledGaussianRenyi.divergence(q, noise, order));
  }

  @Test
  void shouldBeConvex_asAMomentIs() {
    for (int order = 3; order < 60; order++) {
      double left = (order - 2.0) * SampledGaussianRenyi.divergence(0.02, 1.1, order - 1.0);
      double right = order * SampledGaussianRenyi.divergence(0.02, 1.1, order + 1.0);

      assertThat((order - 1.0) * SampledGaussianRenyi.divergence(0.02, 1.1, order))
          .isLessThan(0.5 * (left + right));
    }
  }
}
