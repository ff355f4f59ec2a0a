package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {

  /** The least over 60,000 orders, in Python. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 1e-5, 4.728387062209639",
    "0.1, 1e-6, 2.1419389642444626",
    "0.01, 1e-5, 0.545725566458994",
    "2, 1e-8, 13.386104757541258",
    "0.0001, 1e-6, 0.05372712116226461",
    "0.005, 1e-10, 0.6035361289950525",
  })
  void shouldFindTheBestOrder(double rho, double delta, double epsilon) {
    ZcdpAccountant accountant = new ZcdpAccountant(rho);

    assertThat(accountant.epsilon(delta)).isCloseTo(epsilon, withinPercentage(1e-5));
    assertThat(accountant.epsilon(delta))
        .isLessThan(rho + 2 * Math.sqrt(-rho * Math.log(delta)))
        .isGreaterThan(new AnalyticGaussian(1 / Math.sqrt(2 * rho), 1).epsilon(delta));
    assertThat(accountant.delta(epsilon)).isCloseTo(delta, withinPercentage(1e-4));
  }

  @Test
  void shouldKnowTheEnds() {
    assertThat(new ZcdpAccountant(0).epsilon(0)).isEqualTo(0);
    assertThat(new ZcdpAccountant(0).delta(0)).isEqualTo(0);
    assertThat(new ZcdpAccountant(1).epsilon(0)).isInfinite();
    assertThat(new ZcdpAccountant(1).epsilon(1)).isEqualTo(0);
    assertThat(new ZcdpAccountant(1e6).epsilon(1e-5)).isGreaterThan(1e6);
    assertThat(new ZcdpAccountant(1e-12).epsilon(1e-5)).isEqualTo(0);
    assertThatThrownBy(() -> new ZcdpAccountant(-1)).hasMessageContaining("rho is -1.0");
  }

  /** A constant divergence of 1.1 at orders 2 to 32: dp-accounting's test_compute_epsilon_delta. */
  @Test
  void shouldConvertAsPublished() {
    assertThat(RenyiConversion.epsilon(32, 1.1, 1e-5)).isCloseTo(1.32783806176, within(1e-10));
    assertThat(RenyiConversion.logDelta(32, 1.1, 1.32783806176))
        .isCloseTo(Math.log(1e-5), within(1e-9));
  }

  /** The total variation of a pair with Kullback-Leibler divergence 0.01 is at most 0.0998. */
  @Test
  void shouldUseTotalVariation_whereEpsilonIsNear0() {
    assertThat(RenyiConversion.totalVariation(0.01)).isCloseTo(0.0997503, within(1e-6));
    assertThat(new ZcdpAccountant(0.01).epsilon(0.1)).isEqualTo(0);
    assertThat(new ZcdpAccountant(0.01).delta(0)).isLessThan(0.0997504);
    assertThat(RdpAccountant.of(new Release(new Gaussian(10), 1)).epsilon(0.1)).isEqualTo(0);
    assertThat(RdpAccountant.of(new Release(new Gaussian(10), 1)).delta(0)).isLessThan(0.08);
  }

  @Test
  void shouldTakeOrdersOfOnesOwn() {
    Release release = new Release(new Gaussian(1), 1);
    double coarse = RdpAccountant.over(new double[] {2, 8}, release).epsilon(1e-5);

    assertThat(RdpAccountant.of(release).epsilon(1e-5)).isLessThan(coarse);
    assertThat(RdpAccountant.of().epsilon(1e-5)).isEqualTo(0);
    assertThatThrownBy(() -> RdpAccountant.over(new double[] {1}, release))
        .hasMessage("order is 1.0, expected a finite number above 1");
  }

  @Test
  void shouldComeBackFromEpsilonToDelta() {
    RdpAccountant accountant =
        RdpAccountant.of(
            new Release(new PoissonSampled(0.05, new Gaussian(1.2)), 200),
            new Release(new Laplace(0.1), 5));

    for (double delta : new double[] {1e-2, 1e-5, 1e-9}) {
      assertThat(accountant.delta(accountant.epsilon(delta)))
          .isCloseTo(delta, withinPercentage(1e-6));
    }
  }
}
