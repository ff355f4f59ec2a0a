package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScaledBytesTest {
  private static final double NO_LIMIT = Float.MAX_VALUE;

  private final ScaledBytes codec = new ScaledBytes();

  @Test
  void shouldBeWrittenAsWorkedOutByHand_whenValuesAreWholeSteps() {
    // 254 needs a step of 2: 127 steps of it.
    assertThat(encoded(chance(0.5), NO_LIMIT, 254, -2, 0, 64)).containsExactly(1, 127, -1, 0, 32);
    // 255 is more than 127 steps of 2, so the step is 4: 63.75 steps are rounded by chance.
    assertThat(encoded(chance(0.74), NO_LIMIT, 255)).containsExactly(2, 64);
    assertThat(encoded(chance(0.76), NO_LIMIT, 255)).containsExactly(2, 63);
    assertThat(encoded(chance(0.24), NO_LIMIT, -255)).containsExactly(2, -63);
    assertThat(encoded(chance(0.26), NO_LIMIT, -255)).containsExactly(2, -64);
  }

  @Test
  void shouldDecodeExactly_whenAnyExponent() {
    for (int exponent = -128; exponent <= 120; exponent++) {
      assertThat(decoded((byte) exponent, (byte) 127, (byte) -5, (byte) 0))
          .containsExactly(
              (float) (127 * Math.pow(2, exponent)), (float) (-5 * Math.pow(2, exponent)), 0);
    }
  }

  @Test
  void shouldHaveItsOwnScale_whenABucketEnds() {
    double[] values = new double[ScaledBytes.BUCKET + 1];
    Arrays.fill(values, 127);
    values[ScaledBytes.BUCKET] = 0.125;

    byte[] payload = encoded(chance(0.5), NO_LIMIT, values);

    assertThat(payload).hasSize(ScaledBytes.BUCKET + 1 + 2);
    assertThat(payload[0]).isZero();
    // 0.125 is 64 steps of 2^-9.
    assertThat(payload[ScaledBytes.BUCKET + 1]).isEqualTo((byte) -9);
    assertThat(payload[ScaledBytes.BUCKET + 2]).isEqualTo((byte) 64);
    assertThat(decoded(payload)[ScaledBytes.BUCKET]).isEqualTo(0.125f);
  }

  @Test
  void shouldExpectTheValueItself_whenRoundedOften() {
    double[] values = {100, 0.3, -7.77, 31.5, -0.01};
    int draws = 40_000;
    double[] sums = new double[values.length];
    Random random = new Random(5);
    for (int draw = 0; draw < draws; draw++) {
      float[] decoded = decoded(encoded(random, NO_LIMIT, values));
      for (int i = 0; i < values.length; i++) {
        assertThat(decoded[i]).isBetween((float) values[i] - 1, (float) values[i] + 1);
        sums[i] += decoded[i];
      }
    }
    // A step is 1; a rounding has a standard deviation of at most 1/2, their mean of 1/2 / sqrt(n).
    // Six of these are exceeded with probability 2e-9 each.
    double tolerance = 6 * 0.5 / Math.sqrt(draws);
    for (int i = 0; i < values.length; i++) {
      assertThat(Math.abs(sums[i] / draws - values[i])).isLessThan(tolerance);
    }
  }

  @Test
  void shouldNotExceedTheLimit_whenChanceSaysUp() {
    // 1001 is 125.125 steps of 8, and 126 of them are 1008.
    assertThat(encoded(chance(0.1), 1001, 1001)).containsExactly(3, 125);
    assertThat(encoded(chance(0.99), 1001, -1001)).containsExactly(3, -125);
    assertThat(encoded(chance(0.1), 1008, 1001)).containsExactly(3, 126);
  }

  @Test
  void shouldBeZeroOrTiny_whenValuesAre() {
    assertThat(decoded(encoded(chance(0.5), NO_LIMIT, 0, -0.0))).containsExactly(0, 0);
    assertThat(decoded(encoded(chance(0.5), NO_LIMIT, Float.MIN_VALUE))).containsExactly(0);
    assertThat(decoded(encoded(chance(0), NO_LIMIT, Float.MIN_VALUE)))
        .containsExactly((float) Math.pow(2, -128));
    float most = decoded(encoded(chance(0), NO_LIMIT, Float.MAX_VALUE))[0];
    assertThat(most).isFinite().isGreaterThan(0.98f * Float.MAX_VALUE);
  }

  @Test
  void shouldBeRefused_whenAStepHasNoOpposite() {
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {0, 1, -128});

    assertThat(codec.fault(payload, 2))
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo("bad_encoding");
              assertThat(fault.detail())
                  .isEqualTo("value 1 is of -128 steps, expected -127 to 127");
            });
    assertThat(codec.fault(ByteBuffer.wrap(new byte[] {-128, 127, -127}), 2)).isNull();
  }

  private byte[] encoded(RandomGenerator random, double limit, double... values) {
    ByteBuffer payload = ByteBuffer.allocate(codec.bytes(values.length));
    codec.encode(values, limit, random, payload);
    assertThat(payload.hasRemaining()).isFalse();
    return payload.array();
  }

  private float[] decoded(byte... payload) {
    int buckets = (payload.length - 1) / (ScaledBytes.BUCKET + 1) + 1;
    float[] values = new float[payload.length - buckets];
    ByteBuffer singles = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    codec.decode(ByteBuffer.wrap(payload), values.length, singles);
    singles.flip().asFloatBuffer().get(values);
    return values;
  }

  /** Always the same number in [0, 1). */
  private static RandomGenerator chance(double value) {
    return new FixedChance(value);
  }
}
