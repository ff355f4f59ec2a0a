package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MechanismTest {

  @ParameterizedTest
  @CsvSource({"3, 1", "3, 7", "0.7, 4", "20, 3", "1, 1"})
  void shouldBeTheSumOfExcesses_ofADiscreteLaplace(double scale, int sensitivity) {
    LongToDoubleFunction weight = x -> Math.exp(-Math.abs(x) / scale);
    DiscreteLaplace mechanism = new DiscreteLaplace(scale, sensitivity);

    for (double epsilon = 0; epsilon < 6; epsilon += 0.037) {
      assertThat(mechanism.delta(epsilon))
          .isCloseTo(excess(weight, sensitivity, epsilon), within(1e-13));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "3, 7", "0.7, 4", "20, 3", "0.4, 1"})
  void shouldBeTheSumOfExcesses_ofADiscreteGaussian(double sigma, int sensitivity) {
    LongToDoubleFunction weight = x -> Math.exp(-x * x / (2 * sigma * sigma));
    DiscreteGaussian mechanism = new DiscreteGaussian(sigma, sensitivity);

    for (double epsilon = 0; epsilon < 20; epsilon += 0.137) {
      assertThat(mechanism.delta(epsilon))
          .isCloseTo(excess(weight, sensitivity, epsilon), within(1e-13));
    }
  }

  /** P is 1/4 of a shifted Laplace and 3/4 of one at 0: both divergences on a fine grid. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.25, 0.3, 0.8})
  void shouldBeTheIntegralOfExcesses_whenSampled(double epsilon) {
    double removal = 0;
    double addition = 0;
    double step = 1e-4;
    for (double x = -40; x < 40; x += step) {
      double without = 0.5 * Math.exp(-Math.abs(x)) * step;
      double with = 0.75 * without + 0.25 * 0.5 * Math.exp(-Math.abs(x - 1)) * step;
      removal += Math.max(0, with - Math.exp(epsilon) * without);
      addition += Math.max(0, without - Math.exp(epsilon) * with);
    }
    DominatingPair pair = new PoissonSampled(0.25, new Laplace(1)).pair();

    assertThat(pair.delta(epsilon)).isCloseTo(removal, within(1e-6));
    assertThat(pair.swapped().delta(epsilon)).isCloseTo(addition, within(1e-6));
    assertThat(pair.swapped().swapped()).isEqualTo(pair);
  }

  /** Of 1-e^((x-1)/2) and its like at 0; of the Gaussian erf(1 / (2 sqrt 2)) by the C library. */
  @Test
  void shouldBeTotalVariation_atEpsilon0() {
    assertThat(new Laplace(1).delta(0)).isCloseTo(1 - Math.exp(-0.5), within(1e-15));
    assertThat(new Gaussian(1).delta(0)).isCloseTo(0.38292492254802624, within(1e-15));
  }

  /** A noise multiplier of 1000 leaves a difference of two tails that agree in most digits. */
  @Test
  void shouldKeepTheDigitsOfASmallDelta() {
    assertThat(new Gaussian(1000).delta(0)).isCloseTo(3.98942263797e-4, withinPercentage(1e-6));
    assertThat(new Gaussian(0.01).delta(1e5)).isEqualTo(0);
    assertThat(new Gaussian(1e-6).delta(1)).isEqualTo(1);
  }

  /** By quadrature over the middle, in Python; the two ends are exact. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 0.6191236299964153",
    "1, 1.5, 0.5128835112922201",
    "0.1, 10, 0.042715182465671186",
    "3, 4.5, 2.8356102443026097",
  })
  void shouldKnowTheRenyiDivergenceOfLaplaceNoise(double epsilon, double order, double expected) {
    assertThat(new Laplace(epsilon).renyi(order)).isCloseTo(expected, withinPercentage(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "2, 4"})
  void shouldBoundTheRenyiDivergence_ofDiscreteNoise(double scale, int sensitivity) {
    LongToDoubleFunction laplace = x -> -Math.abs(x) / scale;
    LongToDoubleFunction gaussian = x -> -x * x / (2 * scale * scale);

    for (double order : new double[] {1.1, 2, 5.5, 12}) {
      assertThat(new DiscreteLaplace(scale, sensitivity).renyi(order))
          .isBetween(renyi(laplace, sensitivity, order) * (1 - 1e-12), sensitivity / scale);
      assertThat(new DiscreteGaussian(scale, sensitivity).renyi(order))
          .isGreaterThanOrEqualTo(renyi(gaussian, sensitivity, order) * (1 - 1e-12));
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> new Laplace(0))
        .hasMessage("epsilon is 0.0, expected a finite number above 0");
    assertThatThrownBy(() -> new Gaussian(Double.NaN))
        .hasMessage("noiseMultiplier is NaN, expected a finite number above 0");
    assertThatThrownBy(() -> new DiscreteGaussian(1e6, 1)).hasMessageContaining("sigma is 1000000");
    assertThatThrownBy(() -> new DiscreteLaplace(1, 0)).hasMessageContaining("sensitivity is 0");
    assertThatThrownBy(() -> new PoissonSampled(1, new Laplace(1)))
        .hasMessage("probability is 1.0, expected above 0 and below 1");
    assertThatThrownBy(() -> new Release(new Laplace(1), 0))
        .hasMessage("times is 0, expected 1 or more");
    assertThatThrownBy(() -> new PoissonSampled(0.5, new Laplace(1)).renyi(2))
        .hasMessageContaining("expected a Gaussian, or use the PLD accountant");
    assertThatThrownBy(() -> new Gaussian(1).delta(-0.1))
        .hasMessage("epsilon is -0.1, expected 0 or more");
  }

  /** Far out there is less than 1e-17 of the noise used here. */
  private static final int FAR = 2000;

  private static double excess(LongToDoubleFunction weight, int sensitivity, double epsilon) {
    double whole = 0;
    double sum = 0;
    for (long x = -FAR; x <= FAR; x++) {
      double here = weight.applyAsDouble(x);
      whole += here;
      sum += Math.max(0, here - Math.exp(epsilon) * weight.applyAsDouble(x - sensitivity));
    }
    return sum / whole;
  }

  private static double renyi(LongToDoubleFunction log, int sensitivity, double order) {
    double whole = 0;
    double sum = 0;
    for (long x = -FAR; x <= FAR; x++) {
      double here = log.applyAsDouble(x);
      whole += Math.exp(here);
      sum += Math.exp(order * here + (1 - order) * log.applyAsDouble(x - sensitivity));
    }
    return Math.log(sum / whole) / (order - 1);
  }
}
