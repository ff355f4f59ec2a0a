package io.fedlog.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distributions worked out over all that chance can do: no draws, no tolerance but rounding. */
class ExactProbabilitiesTest {
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1, 2", "1, 3", "2, 3", "3, 3", "1, 7", "6, 7", "5, 11"})
  void shouldHappenWithExpMinusX_whenXIsAFraction(long a, long b) {
    EveryChance every = EveryChance.ofDraws(1e-12);

    double happens = every.of(chance -> chance.expMinus(a, b) ? 1 : 0).getOrDefault(1L, 0.0);

    double expected = StrictMath.exp(-(double) a / b);
    assertThat(every.left()).isLessThan(1e-6);
    assertThat(expected).isBetween(happens - ROUNDING, happens + every.left() + ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "0, 1, 2", "0, 2, 3", "0, 1, 1", "1, 0, 3", "1, 1, 2", "1, 3, 4"})
  @CsvSource({"2, 1, 3", "2, 2, 3", "3, 1, 4", "5, 1, 2"})
  void shouldHappenAsAStepAsks_whenXIsAFraction(long k, long a, long b) {
    EveryChance every = EveryChance.ofDraws(1e-9);

    double happens = every.of(chance -> chance.expMinusStep(k, a, b) ? 1 : 0).getOrDefault(1L, 0.0);

    double x = (double) a / b;
    double expected = StrictMath.exp(-x * (2 * k + x) / (2 * k + 2));
    assertThat(every.left()).isLessThan(2e-4);
    assertThat(expected).isBetween(happens - ROUNDING, happens + every.left() + ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "1, 2", "1, 10", "3, 10", "5, 3", "22, 7", "7, 22", "20, 1"})
  void shouldBeInProportionToLaplace_whenATryIsNotRejected(long s, long t) {
    DiscreteLaplace noise = new DiscreteLaplace(new Scale(s, t));

    assertProportions(noise, x -> StrictMath.exp(-(double) Math.abs(x) * t / s));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "1, 2", "1, 10", "3, 10", "5, 3", "22, 7", "7, 22", "20, 1"})
  void shouldBeInProportionToGaussian_whenATryIsNotRejected(long s, long t) {
    DiscreteGaussian noise = new DiscreteGaussian(new Scale(s, t));

    assertProportions(
        noise,
        x -> {
          double z = (double) x * t / s;
          return StrictMath.exp(-z * z / 2);
        });
  }

  /** Every outcome's probability over that of zero, and that a fifth of the tries succeeds. */
  private static void assertProportions(DiscreteNoise noise, LongToDoubleFunction expected) {
    EveryChance every = EveryChance.ofDrawsAndEvents(1e-17);

    Map<Long, Double> outcomes = every.of(noise::propose);

    assertThat(every.left()).isLessThan(1e-14);
    double rejected = outcomes.getOrDefault(DiscreteNoise.REJECTED, 0.0);
    assertThat(rejected).isLessThan(0.81);
    outcomes.remove(DiscreteNoise.REJECTED);
    double zero = outcomes.getOrDefault(0L, 0.0);
    outcomes.forEach(
        (x, probability) ->
            assertThat(probability / zero)
                .as("of %d", x)
                .isCloseTo(expected.applyAsDouble(x), within(ROUNDING)));
    for (long x = -50; x <= 50; x++) {
      if (expected.applyAsDouble(x) > 1e-10) {
        assertThat(outcomes).containsKey(x);
      }
    }
  }
}
