package io.fedlog.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What draws are on any machine, and how they get into sums. */
class DiscreteNoiseTest {
  private static final long MOST = 1L << 56;

  static Stream<Arguments> goldenDraws() {
    return Stream.of(
        draws(laplace(3, 1), -2, 4, 2, -11, -1, -2, 1, 3),
        draws(laplace(1, 10), 0, 0, 0, 0, 0, 0, 0, 0),
        draws(laplace(22, 7), 0, 2, -2, 1, -2, 2, -5, -4),
        draws(
            laplace(1L << 34, 1),
            -23766160146L,
            -16801113441L,
            10462739706L,
            5029905368L,
            -9505283273L,
            -766425882L,
            -26501820897L,
            4478394306L),
        draws(
            laplace(MOST, 3),
            10261672792944024L,
            -20389633415157577L,
            27540219012713015L,
            -70685762399727L,
            -6099851685729926L,
            22472461632583290L,
            -94511745595479971L,
            13174729027490830L),
        draws(gaussian(3, 1), -2, 3, 1, -2, -5, 1, 2, 2),
        draws(gaussian(1, 10), 0, 0, 0, 0, 0, 0, 0, 0),
        draws(gaussian(22, 7), 0, -1, -2, 5, 1, -2, 4, 0),
        draws(
            gaussian(1L << 34, 1),
            1145993359L,
            9733111878L,
            -17029882377L,
            -27905511884L,
            9317966956L,
            -6644489323L,
            -2998960792L,
            24069509182L),
        draws(
            gaussian(MOST, 3),
            13754547232905483L,
            -9378739141457921L,
            13601540509692298L,
            -26470487712232444L,
            36123422292399382L,
            -14261608683701814L,
            7493631293719658L,
            -40494107472880220L));
  }

  @ParameterizedTest
  @MethodSource("goldenDraws")
  void shouldBeTheSameOnAnyMachine_whenTheStreamIs(DiscreteNoise noise, long[] expected) {
    NoiseStream stream = Golden.stream();
    assertThat(LongStream.generate(() -> noise.sample(stream)).limit(expected.length))
        .containsExactly(Arrays.stream(expected).boxed().toArray(Long[]::new));
  }

  /** Sums of each draw times its rank, and the words used, from the same program. */
  @Test
  void shouldBeTheSameOnAnyMachine_whenThereAreManyDraws() {
    assertWeighed(laplace(1000, 1), 994_284_414L, 113_634);
    assertWeighed(gaussian(1000, 1), 293_318_267L, 204_378);
  }

  @Test
  void shouldAddOneDrawToEachSumInOrder_whenAddedToARange() {
    for (DiscreteNoise noise : List.of(laplace(1000, 1), gaussian(1000, 1))) {
      long[] sums = {5, 6, 7, 8, 9};
      noise.addTo(sums, 1, 4, Golden.stream());

      NoiseStream same = Golden.stream();
      long first = noise.sample(same);
      long second = noise.sample(same);
      long third = noise.sample(same);
      assertThat(sums).containsExactly(5, 6 + first, 7 + second, 8 + third, 9);
    }
  }

  /** Floating-point noise differs by the value it is added to (Mironov 2012). */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 1L << 53, (1L << 61) + 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void shouldNotDependOnTheSum_whenAdded(long value) {
    for (DiscreteNoise noise : List.of(laplace(MOST, 3), gaussian(22, 7))) {
      long[] zeros = new long[500];
      noise.addTo(zeros, 0, zeros.length, Golden.stream());
      long[] sums = new long[500];
      Arrays.fill(sums, value);
      noise.addTo(sums, 0, sums.length, Golden.stream());

      Arrays.setAll(sums, i -> sums[i] - value); // modulo 2^64
      assertThat(sums).isEqualTo(zeros);
    }
  }

  @Test
  void shouldBeOneStream_whenAddedInParts() {
    DiscreteNoise noise = gaussian(1000, 1);
    long[] whole = new long[1000];
    noise.addTo(whole, 0, 1000, Golden.stream());

    long[] parts = new long[1000];
    NoiseStream stream = Golden.stream();
    noise.addTo(parts, 0, 333, stream);
    noise.addTo(parts, 333, 333, stream);
    noise.addTo(parts, 333, 1000, stream);

    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void shouldChangeNothing_whenTheRangeIsNone() {
    long[] sums = new long[4];
    NoiseStream stream = Golden.stream();
    assertThatThrownBy(() -> laplace(3, 1).addTo(sums, 2, 5, stream))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> laplace(3, 1).addTo(sums, -1, 3, stream))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(sums).containsOnly(0);
    assertThat(laplace(3, 1).sample(stream)).isEqualTo(laplace(3, 1).sample(Golden.stream()));
  }

  /**
   * Noise of the same words at two scales is nearly in their proportion, so that who subtracts two
   * noisy sums nearly knows it. One of 200 draws at 2^34 and 2^35 is within a thousandth of it by
   * chance with a probability under 1/5,000, and 8 of them are with one under 10^-15.
   */
  @Test
  void shouldHaveWordsOfItsOwn_whenAnotherNoiseHasTheSameStream() {
    for (List<DiscreteNoise> pair :
        List.of(
            List.of(laplace(1L << 34, 1), laplace(1L << 35, 1)),
            List.of(gaussian(1L << 34, 1), gaussian(1L << 35, 1)))) {
      long[] narrow = new long[200];
      long[] wide = new long[200];
      pair.get(0).addTo(narrow, 0, 200, Golden.stream());
      pair.get(1).addTo(wide, 0, 200, Golden.stream());

      assertThat(
              LongStream.range(0, 200)
                  .filter(i -> Math.abs((double) wide[(int) i] / narrow[(int) i] - 2) < 0.001)
                  .count())
          .isLessThan(8);
    }
  }

  @Test
  void shouldNameItsScale_whenPrinted() {
    assertThat(laplace(44, 14)).hasToString("DiscreteLaplace[scale=22/7]");
    assertThat(gaussian(MOST, 1)).hasToString("DiscreteGaussian[sigma=72057594037927936]");
  }

  private static void assertWeighed(DiscreteNoise noise, long expected, int words) {
    NoiseStream stream = Golden.stream();
    long sum = 0;
    for (int i = 1; i <= 10_000; i++) {
      sum += i * noise.sample(stream);
    }
    assertThat(sum).isEqualTo(expected);

    NoiseStream same = Golden.stream().of(noise.toString());
    for (int i = 0; i < words; i++) {
      same.nextLong();
    }
    assertThat(stream.of(noise.toString()).nextLong()).isEqualTo(same.nextLong());
  }

  private static Arguments draws(DiscreteNoise noise, long... draws) {
    return Arguments.of(noise, draws);
  }

  private static DiscreteNoise laplace(long s, long t) {
    return new DiscreteLaplace(new Scale(s, t));
  }

  private static DiscreteNoise gaussian(long s, long t) {
    return new DiscreteGaussian(new Scale(s, t));
  }
}
