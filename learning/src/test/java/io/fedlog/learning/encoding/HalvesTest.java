package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvesTest {
  private static final int INFINITY = 0x7c00;

  /** Bits and values as the standard's tables for binary16 have them. */
  @ParameterizedTest
  @CsvSource({
    "3c00, 1",
    "c000, -2",
    "0001, 0x1p-24",
    "03ff, 0x1.ff8p-15",
    "0400, 0x1p-14",
    "3555, 0x1.554p-2",
    "7bff, 65504",
    "8000, -0.0"
  })
  void shouldBeTheStandards_whenFloat16(String bits, double value) {
    assertThat(Halves.FLOAT16.value(Integer.parseInt(bits, 16))).isEqualTo(value);
  }

  @Test
  void shouldBeTheUpperHalfOfASingle_whenBfloat16() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      Float expected = Float.intBitsToFloat(bits << 16); // an object: NaN equals NaN
      assertThat((float) Halves.BFLOAT16.value(bits)).isEqualTo(expected);
    }
  }

  @Test
  void shouldComeBack_whenAnyFiniteFloat16IsWritten() {
    for (int bits = 0; bits < INFINITY; bits++) {
      assertThat(written(Halves.FLOAT16, Halves.FLOAT16.value(bits))).isEqualTo(bits);
      if (bits > 0) { // there is no need of a negative zero
        assertThat(written(Halves.FLOAT16, -Halves.FLOAT16.value(bits))).isEqualTo(bits | 0x8000);
      }
    }
  }

  @Test
  void shouldBeTheUpperNeighbourAsOftenAsItIsNear_whenBetweenTwo() {
    for (int bits = 0; bits < INFINITY - 1; bits++) {
      double lower = Halves.FLOAT16.value(bits);
      double quarter = lower + (Halves.FLOAT16.value(bits + 1) - lower) / 4; // exact in a double
      assertThat(written(Halves.FLOAT16, quarter, chance(0.24))).isEqualTo(bits + 1);
      assertThat(written(Halves.FLOAT16, quarter, chance(0.25))).isEqualTo(bits);
      assertThat(written(Halves.FLOAT16, -quarter, chance(0.24))).isEqualTo(bits + 1 | 0x8000);
    }
  }

  @Test
  void shouldBeANeighbour_whenAnySingleIsWrittenAsBfloat16() {
    Random random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      int single = random.nextInt() & 0x7f7f_ffff;
      int bits = written(Halves.BFLOAT16, Float.intBitsToFloat(single), random);
      assertThat(bits).isBetween(single >>> 16, single + 0xffff >>> 16);
    }
  }

  /** Rounded to nearest, every store would send 1 again and nothing would ever be learned. */
  @Test
  void shouldExpectTheValueItself_whenAStepIsFarLessThanAUnit() {
    int draws = 40_000;
    double[] values = new double[draws];
    Arrays.fill(values, 1.001f); // the neighbours are 1 and 1 + 2^-7
    ByteBuffer payload = payload(Halves.BFLOAT16, Float.MAX_VALUE, new Random(5), values);

    double sum = 0;
    for (int i = 0; i < draws; i++) {
      sum += Halves.BFLOAT16.value(payload.getShort());
    }

    // A rounding between two that are 2^-7 apart has a standard deviation of at most 2^-8, their
    // mean of 2^-8 / sqrt(n). Six of these are exceeded with probability 2e-9.
    assertThat(sum / draws).isCloseTo(1.001, within(6 * 0x1p-8 / Math.sqrt(draws)));
  }

  @Test
  void shouldNotExceedTheLimit_whenChanceSaysUp() {
    // Of 8 bits the neighbours of 1001 and 1003 are 1000 and 1004.
    assertThat(decoded(Halves.BFLOAT16, 1003, 1003)).isEqualTo(1000);
    assertThat(decoded(Halves.BFLOAT16, -1003, 1003)).isEqualTo(-1000);
    assertThat(decoded(Halves.BFLOAT16, 1001, 1004)).isEqualTo(1004);
    assertThat(decoded(Halves.FLOAT16, 65_519, 65_519)).isEqualTo(65_504);
    assertThat(decoded(Halves.FLOAT16, 1e9, 1e9)).isEqualTo(65_504);
  }

  @Test
  void shouldKeepWhatIsNoNumber_whenRead() {
    assertThat(Halves.FLOAT16.value(0x7c00)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Halves.FLOAT16.value(0xfc00)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Halves.FLOAT16.value(0x7c01)).isNaN();
    assertThat(Halves.FLOAT16.most()).isEqualTo(65_504);
  }

  private static int written(Halves codec, double value) {
    return written(codec, value, chance(0)); // up, if there is anything to round
  }

  private static int written(Halves codec, double value, RandomGenerator random) {
    return payload(codec, Double.MAX_VALUE, random, value).getShort() & 0xffff;
  }

  private static float decoded(Halves codec, double value, double limit) {
    ByteBuffer singles = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    codec.decode(payload(codec, limit, chance(0), value), 1, singles);
    return singles.getFloat(0);
  }

  private static ByteBuffer payload(
      Halves codec, double limit, RandomGenerator random, double... values) {
    ByteBuffer payload =
        ByteBuffer.allocate(codec.bytes(values.length)).order(ByteOrder.LITTLE_ENDIAN);
    codec.encode(values, limit, random, payload);
    return payload.flip();
  }

  private static RandomGenerator chance(double always) {
    return new FixedChance(always);
  }
}
