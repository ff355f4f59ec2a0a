package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClippedUpdateTest {

  /** A unit is 1/16, the largest value 64, which is 1024 units. */
  private static final Grid GRID = new Grid(4, 64, 0, 1, 10, 1);

  @Test
  void shouldTakeTheNearestUnits_whenTheUpdateIsWithinTheClip() {
    ClippedUpdate update = ClippedUpdate.of(new double[] {0.25, -0.5, 0.03, 0.034}, l2(100), GRID);

    assertThat(units(update)).containsExactly(4, -8, 0, 1); // 0.03 * 16 = 0.48, 0.034 * 16 = 0.544
    assertThat(update.shortened()).isFalse();
  }

  @Test
  void shouldShortenToTheClip_whenTheUpdateIsLonger() {
    // 3-4-5: the norm of (48, 64) units is 80, and 20 / 80 of it is (12, 16).
    ClippedUpdate exact = ClippedUpdate.of(new double[] {3, -4}, l2(20), GRID);
    // L1: (48, 64) units are 112; 28 / 112 of it is (12, 16).
    ClippedUpdate absolute = ClippedUpdate.of(new double[] {3, -4}, l1(28), GRID);

    assertThat(units(exact)).containsExactly(12, -16);
    assertThat(exact.shortened()).isTrue();
    assertThat(units(absolute)).containsExactly(12, -16);
  }

  @Test
  void shouldNotGetLongerByRounding_whenManyPartsRoundUp() {
    // A hundred parts of 0.6 units have the norm 6; rounded to the nearest it would be 10.
    double[] parts = new double[100];
    Arrays.fill(parts, 0.6 / 16);

    assertThat(units(ClippedUpdate.of(parts, l2(6), GRID))).containsOnly(0);
    assertThat(units(ClippedUpdate.of(parts, l2(10), GRID))).containsOnly(1);
  }

  @ParameterizedTest
  @EnumSource(Noise.class)
  void shouldBeWithinTheClipAsIntegersAndNextToIt_whateverTheUpdate(Noise noise) {
    SplittableRandom random = new SplittableRandom(7);
    Grid fine = new Grid(34, 1024, 0, 1, 100_000, 1);
    for (int trial = 0; trial < 300; trial++) {
      int size = 1 + random.nextInt(400);
      double[] differences = new double[size];
      double scale = Math.scalb(1.0, random.nextInt(-20, 20));
      for (int i = 0; i < size; i++) {
        differences[i] = scale * random.nextDouble(-1, 1);
      }
      long clip = random.nextLong(1_000_000, 1L << 40);
      PrivacyTerms terms = new PrivacyTerms(Mode.CENTRAL, noise, clip, 1, 0.1);
      ClippedUpdate update = ClippedUpdate.of(differences, terms, fine);

      BigInteger norm = norm(units(update), noise);
      BigInteger most = noise == Noise.LAPLACE ? big(clip) : big(clip).pow(2);
      assertThat(norm).isLessThanOrEqualTo(most);
      if (update.shortened()) { // each part lost less than a unit, and doubles a 2^-39th
        double lost = noise == Noise.LAPLACE ? size : Math.sqrt(size);
        double length = noise == Noise.LAPLACE ? norm.doubleValue() : Math.sqrt(norm.doubleValue());
        assertThat(length).isGreaterThan(clip * (1 - 0x1p-39) - lost);
      }
    }
  }

  @Test
  void shouldKeepTheDirection_whenNumbersAreFarBeyondTheGrid() {
    long[] units = units(ClippedUpdate.of(new double[] {1e308, -1e308, 5e307}, l2(900), GRID));

    // 1 : -1 : 1/2 has the norm 1.5: parts of 600, -600 and 300, towards zero.
    assertThat(units[0]).isCloseTo(600, within(1L)).isEqualTo(-units[1]);
    assertThat(units[2]).isCloseTo(300, within(1L));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuse_whenANumberIsNotFinite(double bad) {
    assertThatThrownBy(() -> ClippedUpdate.of(new double[] {0, bad}, l2(1), GRID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("difference 1 to the base is " + bad + ", expected a finite");
  }

  @Test
  void shouldAddTheStreamsDraws_andRepeatThemForTheSameContext() {
    PrivacyTerms terms = new PrivacyTerms(Mode.LOCAL, Noise.GAUSSIAN, 1000, 5, 1e-5);
    ClippedUpdate update = ClippedUpdate.of(new double[] {1, 2, 3}, terms, GRID);
    long[] expected = {16, 32, 48};
    new DiscreteGaussian(Scale.of(5)).addTo(expected, 0, 3, stream("a"));

    assertThat(read(update.toBytesWithNoise(stream("a")))).isEqualTo(expected);
    assertThat(update.toBytesWithNoise(stream("a")))
        .isEqualTo(update.toBytesWithNoise(stream("a")));
    assertThat(update.toBytesWithNoise(stream("b")))
        .isNotEqualTo(update.toBytesWithNoise(stream("a")));
    assertThat(units(update)).containsExactly(16, 32, 48); // it stays as it was
  }

  @ParameterizedTest
  @EnumSource(Noise.class)
  void shouldStayOnTheGrid_whenTheNoiseIsLargerThanItsLargestValue(Noise noise) {
    PrivacyTerms terms = new PrivacyTerms(Mode.LOCAL, noise, 1024, 1_000_000, 1e-5);
    ClippedUpdate update = ClippedUpdate.of(new double[1000], terms, GRID);

    long[] noisy = read(update.toBytesWithNoise(stream("wide")));

    // A draw is within 1024 with probability under 0.0011: of 1000 fewer than 20, but for 10^-15.
    assertThat(Arrays.stream(noisy).filter(unit -> Math.abs(unit) == 1024).count())
        .isGreaterThan(980);
    assertThat(Arrays.stream(noisy).map(Math::abs).max()).hasValue(1024);
  }

  @Test
  void shouldCutNothingOff_whenTheNoiseIsAShareOfTheSums() {
    PrivacyTerms terms =
        new PrivacyTerms(Mode.DISTRIBUTED, Noise.GAUSSIAN, 1024, 2_000_000, 1e-5, 4);
    ClippedUpdate update = ClippedUpdate.of(new double[] {1, -2, 3}, terms, GRID);
    long[] expected = {16, -32, 48};
    new DiscreteGaussian(Scale.of(1_000_000)).addTo(expected, 0, 3, stream("a"));

    assertThat(read(update.toBytesWithShare(stream("a")))).isEqualTo(expected);
    assertThat(Arrays.stream(expected).map(Math::abs).max().orElseThrow()).isGreaterThan(1024);
  }

  @Test
  void shouldNotShowTheUpdate_whenPrinted() {
    assertThat(ClippedUpdate.of(new double[] {12.5}, l2(1000), GRID))
        .hasToString("ClippedUpdate[1 parameters]");
  }

  private static PrivacyTerms l2(long clip) {
    return new PrivacyTerms(Mode.CENTRAL, Noise.GAUSSIAN, clip, 1, 1e-5);
  }

  private static PrivacyTerms l1(long clip) {
    return new PrivacyTerms(Mode.CENTRAL, Noise.LAPLACE, clip, 1, 0);
  }

  private static NoiseStream stream(String context) {
    return new NoiseKey(new byte[NoiseKey.BYTES]).stream(context);
  }

  private static long[] units(ClippedUpdate update) {
    return read(update.toBytes());
  }

  private static long[] read(byte[] bytes) {
    return GridUnits.read(ByteBuffer.wrap(bytes));
  }

  private static BigInteger norm(long[] units, Noise noise) {
    return Arrays.stream(units)
        .mapToObj(ClippedUpdateTest::big)
        .map(unit -> noise == Noise.LAPLACE ? unit.abs() : unit.pow(2))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
