package io.fedlog.learning.noise.statistical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws know nothing of the draws before them, nor of those of another context. */
class IndependenceStatisticalTest {
  private static final Scale SCALE = Scale.of(1L << 34);
  private static final int OCTILES = 8;

  static Stream<DiscreteNoise> noises() {
    return Stream.of(new DiscreteLaplace(SCALE), new DiscreteGaussian(SCALE));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void shouldNotDependOnTheDrawBefore_whenInOneStream(DiscreteNoise noise) {
    NoiseStream stream = Draws.stream("pairs");
    long[] first = new long[Draws.COUNT];
    long[] second = new long[Draws.COUNT];
    for (int i = 0; i < Draws.COUNT; i++) {
      first[i] = noise.sample(stream);
      second[i] = noise.sample(stream);
    }
    assertIndependent(noise, first, second);
  }

  @ParameterizedTest
  @MethodSource("noises")
  void shouldNotDependOnTheOther_whenContextsDifferInABit(DiscreteNoise noise) {
    long[] first = new long[Draws.COUNT];
    long[] second = new long[Draws.COUNT];
    noise.addTo(first, 0, Draws.COUNT, Draws.stream("chunk 0"));
    noise.addTo(second, 0, Draws.COUNT, Draws.stream("chunk 1"));

    assertIndependent(noise, first, second);
  }

  @Test
  void shouldDifferInHalfOfTheBits_whenSecretsDifferInABit() {
    byte[] secret = new byte[NoiseKey.BYTES];
    NoiseStream first = new NoiseKey(secret).stream("bits");
    secret[31] = 1;
    NoiseStream second = new NoiseKey(secret).stream("bits");
    long differing = 0;
    for (int i = 0; i < Draws.COUNT; i++) {
      differing += Long.bitCount(first.nextLong() ^ second.nextLong());
    }
    int bits = Draws.COUNT * Long.SIZE;
    assertThat((double) differing / bits).isCloseTo(0.5, within(Tolerance.ofShare(0.5, bits, 1)));
  }

  @Test
  void shouldHaveEveryByteAlike_whenAWordIsTakenApart() {
    NoiseStream stream = Draws.stream("bytes");
    int[][] counts = new int[Long.BYTES][256];
    for (int i = 0; i < Draws.COUNT; i++) {
      long word = stream.nextLong();
      for (int b = 0; b < Long.BYTES; b++) {
        counts[b][(int) (word >>> Byte.SIZE * b) & 0xff]++;
      }
    }
    for (int[] ofByte : counts) {
      assertThat(ChiSquare.ofEven(ofByte)).isLessThan(Tolerance.ofChiSquare(255));
    }
  }

  /** Of pairs each combination of eighths of the distribution is as frequent as any other. */
  private static void assertIndependent(DiscreteNoise noise, long[] first, long[] second) {
    double scale = SCALE.numerator();
    Reference reference =
        noise instanceof DiscreteLaplace
            ? new Reference.Laplace(scale)
            : Reference.Gaussian.of(scale);
    int[] counts = new int[OCTILES * OCTILES];
    for (int i = 0; i < first.length; i++) {
      counts[OCTILES * octile(reference, first[i]) + octile(reference, second[i])]++;
    }
    assertThat(ChiSquare.ofEven(counts)).isLessThan(Tolerance.ofChiSquare(counts.length - 1));
  }

  private static int octile(Reference reference, long value) {
    return Math.min(OCTILES - 1, (int) (OCTILES * reference.cumulative(value)));
  }
}
