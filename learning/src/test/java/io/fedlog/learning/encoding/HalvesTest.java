package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
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
  void shouldRoundToNearestAndTiesToEven_whenBetweenTwo() {
    for (int bits = 0; bits < INFINITY - 1; bits++) {
      double lower = Halves.FLOAT16.value(bits);
      double middle = (lower + Halves.FLOAT16.value(bits + 1)) / 2; // exact in a double
      assertThat(written(Halves.FLOAT16, middle)).isEqualTo(bits + (bits & 1));
      assertThat(written(Halves.FLOAT16, Math.nextDown(middle))).isEqualTo(bits);
      assertThat(written(Halves.FLOAT16, Math.nextUp(middle))).isEqualTo(bits + 1);
    }
  }

  @Test
  void shouldBeNearest_whenAnySingleIsWrittenAsBfloat16() {
    Random random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt() & 0x7f7f_ffff);
      int bits = written(Halves.BFLOAT16, value);
      double error = Math.abs(Halves.BFLOAT16.value(bits) - value);
      assertThat(error).isLessThanOrEqualTo(Math.abs(Halves.BFLOAT16.value(bits + 1) - value));
      if (bits > 0) {
        assertThat(error).isLessThanOrEqualTo(Math.abs(Halves.BFLOAT16.value(bits - 1) - value));
      }
    }
  }

  @Test
  void shouldNotExceedTheLimit_whenRoundingWould() {
    // Of 8 bits the neighbours of 1001 are 1000 and 1004; 1003 is nearer to 1004.
    assertThat(decoded(Halves.BFLOAT16, 1003, 1003)).isEqualTo(1000);
    assertThat(decoded(Halves.BFLOAT16, -1003, 1003)).isEqualTo(-1000);
    assertThat(decoded(Halves.BFLOAT16, 1003, 1004)).isEqualTo(1004);
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
    return payload(codec, value, Double.MAX_VALUE).getShort(0) & 0xffff;
  }

  private static float decoded(Halves codec, double value, double limit) {
    ByteBuffer singles = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    codec.decode(payload(codec, value, limit), 1, singles);
    return singles.getFloat(0);
  }

  private static ByteBuffer payload(Halves codec, double value, double limit) {
    ByteBuffer payload = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    codec.encode(new double[] {value}, limit, new Random(1), payload);
    return payload.flip();
  }
}
