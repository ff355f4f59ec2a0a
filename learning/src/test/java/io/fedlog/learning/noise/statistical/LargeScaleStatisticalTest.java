package io.fedlog.learning.noise.statistical;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A million draws at scales where single integers are hardly ever drawn twice. */
@TestInstance(Lifecycle.PER_CLASS) // draws are made once
class LargeScaleStatisticalTest {
  private static final int LOW = 256;

  private final List<Draws> draws =
      Stream.of(
              Scale.of(1000),
              new Scale(1_000_003, 7),
              Scale.of(1L << 20),
              Scale.of(1L << 34),
              Scale.of((1L << 40) + 1),
              new Scale((1L << 56) - 1, 5),
              Scale.of(1L << 56))
          .flatMap(Draws::ofBoth)
          .toList();

  List<Draws> draws() {
    return draws;
  }

  @ParameterizedTest
  @MethodSource("draws")
  void shouldFollowTheDistribution_whenSorted(Draws draws) {
    assertThat(distance(draws.values(), draws.reference()))
        .isLessThan(Tolerance.ofDistribution(Draws.COUNT) + draws.reference().error());
  }

  /** What the test above is worth: it sees a scale that is 2 % off. */
  @ParameterizedTest
  @MethodSource("draws")
  void shouldNotFollowAnotherScale_whenSorted(Draws draws) {
    Reference other = draws.reference().withScale(1.02 * draws.scale());

    assertThat(distance(draws.values(), other))
        .isGreaterThan(Tolerance.ofDistribution(Draws.COUNT) + other.error());
  }

  /**
   * Floating-point noise has holes in its low-order digits (Mironov 2012). Of noise on the integers
   * the last 8 bits are uniform, but for less than (256 / scale)^2, which is under the tolerance
   * from a scale of 2^20 on.
   */
  @ParameterizedTest
  @MethodSource("draws")
  void shouldHaveUniformLowBits_whenTheScaleIsLarge(Draws draws) {
    if (draws.scale() >= 1L << 20) {
      assertThat(ChiSquare.ofEven(lowBits(draws.values())))
          .isLessThan(Tolerance.ofChiSquare(LOW - 1));
    }
  }

  /** What the test above is worth: doubles of this size are even, most are multiples of 8. */
  @Test
  void shouldNotHaveUniformLowBits_whenDrawnInFloatingPoint() {
    Random random = new Random(4);
    long[] floating = new long[Draws.COUNT];
    Arrays.setAll(floating, i -> (long) (0x1p56 * StrictMath.log(1 - random.nextDouble())));

    assertThat(ChiSquare.ofEven(lowBits(floating)))
        .isGreaterThan(1000 * Tolerance.ofChiSquare(LOW - 1));
  }

  /** Were integers left out or preferred, who knows which could tell values apart. */
  @Test
  void shouldHitEveryInteger_whenWithinTheScale() {
    Draws.ofBoth(Scale.of(1000))
        .forEach(
            draws -> {
              int[] counts = new int[2001];
              for (long value : draws.values()) {
                if (Math.abs(value) <= 1000) {
                  counts[(int) value + 1000]++;
                }
              }
              for (int x = -1000; x <= 1000; x++) {
                double mass = draws.reference().mass(x);
                double share = (double) counts[x + 1000] / Draws.COUNT;
                assertThat(counts[x + 1000]).as("%s at %d", draws, x).isPositive();
                assertThat(Math.abs(share - mass))
                    .isLessThan(Tolerance.ofShare(mass, Draws.COUNT, counts.length));
              }
            });
  }

  /** The largest distance between the draws' distribution function and the reference. */
  private static double distance(long[] values, Reference reference) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double worst = 0;
    for (int i = 0; i < n; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        worst = Math.max(worst, Math.abs((double) i / n - reference.cumulative(sorted[i] - 1)));
      }
      if (i == n - 1 || sorted[i] != sorted[i + 1]) {
        worst = Math.max(worst, Math.abs((i + 1.0) / n - reference.cumulative(sorted[i])));
      }
    }
    return worst;
  }

  private static int[] lowBits(long[] values) {
    int[] counts = new int[LOW];
    for (long value : values) {
      counts[(int) (value & LOW - 1)]++;
    }
    return counts;
  }
}
