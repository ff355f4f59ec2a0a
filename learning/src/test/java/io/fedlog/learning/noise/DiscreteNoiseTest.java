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
        draws(laplace(3, 1), 1, 3, -2, -2, 0, -1, -1, 2),
        draws(laplace(1, 10), 0, 0, 0, 0, 0, 0, 0, 0),
        draws(laplace(22, 7), 1, 4, 2, -6, -1, -3, -1, 11),
        draws(
            laplace(1L << 34, 1),
            10926763424L,
            22671438431L,
            15621590429L,
            -34010049153L,
            -6548116537L,
            -19027361845L,
            -4872057080L,
            -7704103491L),
        draws(
            laplace(MOST, 3),
            15276722512436282L,
            31696968300054170L,
            21840566408636365L,
            -47549495068609151L,
            -9154930461283549L,
            -26602179965772489L,
            -6811629500997208L,
            -10771117364248970L),
        draws(gaussian(3, 1), 2, -2, 0, -4, 1, -1, -2, 5),
        draws(gaussian(1, 10), 0, 0, 0, 0, 0, 0, 0, 0),
        draws(gaussian(22, 7), 3, 4, 1, -5, -1, 0, -1, 0),
        draws(
            gaussian(1L << 34, 1),
            14537596094L,
            -14428810834L,
            4395624130L,
            -23330760394L,
            8487384930L,
            30435382233L,
            -11717728483L,
            -19078384823L),
        draws(
            gaussian(MOST, 3),
            20325032483704927L,
            -20172939665815353L,
            6145527957097624L,
            -32618767214868798L,
            11866224187657703L,
            42551748480761290L,
            -16382571816233987L,
            -26673515260018995L));
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
    assertWeighed(laplace(1000, 1), -733_592_661L, 113_037);
    assertWeighed(gaussian(1000, 1), 838_852_909L, 207_913);
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
    assertThat(stream.nextLong()).isEqualTo(Golden.stream().nextLong());
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

    NoiseStream same = Golden.stream();
    for (int i = 0; i < words; i++) {
      same.nextLong();
    }
    assertThat(stream.nextLong()).isEqualTo(same.nextLong());
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
