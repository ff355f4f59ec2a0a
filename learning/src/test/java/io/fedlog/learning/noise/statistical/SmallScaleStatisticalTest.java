package io.fedlog.learning.noise.statistical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.noise.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A million draws at scales where every integer's probability can be seen. */
@TestInstance(Lifecycle.PER_CLASS) // draws are made once
class SmallScaleStatisticalTest {

  private final List<Draws> draws =
      Stream.of(
              new Scale(1, 2),
              new Scale(2, 3),
              Scale.of(1),
              new Scale(22, 7),
              Scale.of(10),
              Scale.exactly(33.3))
          .flatMap(Draws::ofBoth)
          .toList();

  List<Draws> draws() {
    return draws;
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldFitTheMasses_whenCounted(Draws draws) {
    ChiSquare.Fit fit = ChiSquare.ofMasses(draws.values(), draws.reference());

    assertThat(fit.statistic()).isLessThan(fit.tolerance());
  }

  /** What the chi-square test is worth: it sees a scale that is 2 % off. */
  @ParameterizedTest
  @MethodSource("draws")
  void shouldNotFitAnotherScale_whenCounted(Draws draws) {
    Reference other = draws.reference().withScale(1.02 * draws.scale());
    ChiSquare.Fit fit = ChiSquare.ofMasses(draws.values(), other);

    assertThat(fit.statistic()).isGreaterThan(fit.tolerance());
  }

  /** What it is worth against the shortcut: a continuous Laplace number, rounded. */
  @Test
  void shouldNotFit_whenAFloatingPointNumberIsRounded() {
    Random random = new Random(3);
    long[] rounded = new long[Draws.COUNT];
    Arrays.setAll(
        rounded,
        i ->
            Math.round(
                3 * (random.nextBoolean() ? 1 : -1) * StrictMath.log(1 - random.nextDouble())));
    ChiSquare.Fit fit = ChiSquare.ofMasses(rounded, new Reference.Laplace(3));

    assertThat(fit.statistic()).isGreaterThan(5 * fit.tolerance());
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldHaveTheMeanAndVariance_whenAveraged(Draws draws) {
    double mean = 0;
    double square = 0;
    for (long value : draws.values()) {
      mean += (double) value / Draws.COUNT;
      square += (double) value * value / Draws.COUNT;
    }
    double variance = draws.reference().expected(x -> x * x);
    double varianceOfSquare =
        draws.reference().expected(x -> (double) x * x * x * x) - variance * variance;

    assertThat(mean).isCloseTo(0, within(Tolerance.ofMean(variance, Draws.COUNT)));
    assertThat(square).isCloseTo(variance, within(Tolerance.ofMean(varianceOfSquare, Draws.COUNT)));
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldBeOddAsOftenAsTheMassesSay_whenCounted(Draws draws) {
    double odd = draws.reference().expected(x -> x & 1);
    assertThat(draws.share(x -> x % 2 != 0))
        .isCloseTo(odd, within(Tolerance.ofShare(odd, Draws.COUNT, 1)));
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldBeNegativeAsOftenAsPositive_whenCounted(Draws draws) {
    double positive = (1 - draws.reference().mass(0)) / 2;
    double tolerance = Tolerance.ofShare(positive, Draws.COUNT, 2);

    assertThat(draws.share(x -> x > 0)).isCloseTo(positive, within(tolerance));
    assertThat(draws.share(x -> x < 0)).isCloseTo(positive, within(tolerance));
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldBeInTheTailsAsOftenAsTheMassesSay_whenCounted(Draws draws) {
    for (int times = 1; times <= 8; times++) {
      long from = (long) Math.ceil(times * draws.scale());
      double beyond = draws.reference().expected(x -> Math.abs(x) >= from ? 1 : 0);
      assertThat(draws.share(x -> Math.abs(x) >= from))
          .as("%d scales away", times)
          .isCloseTo(beyond, within(Tolerance.ofShare(beyond, Draws.COUNT, 8)));
    }
  }

  /** At a tenth of a unit nearly all are zero: Laplace has 9.1e-5 others, Gaussian 3.9e-22. */
  @Test
  void shouldBeNearlyAlwaysZero_whenTheScaleIsATenth() {
    Draws[] both = Draws.ofBoth(new Scale(1, 10)).toArray(Draws[]::new);
    double others = 1 - both[0].reference().mass(0);

    assertThat(others).isCloseTo(9.08e-5, within(1e-7));
    assertThat(both[0].share(x -> x != 0))
        .isCloseTo(others, within(Tolerance.ofShare(others, Draws.COUNT, 1)));
    assertThat(both[1].values()).containsOnly(0);
  }
}
