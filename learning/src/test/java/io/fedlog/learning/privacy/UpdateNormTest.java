package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UpdateNormTest {
  @Test
  void shouldBeExact_whenNumbersAreAnyLongs() {
    long[] units =
        LongStream.concat(
                LongStream.of(0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE),
                LongStream.generate(widths(new Random(9))).limit(2_000))
            .toArray();
    Arrays.stream(Noise.values())
        .forEach(
            noise ->
                assertThat(new BigInteger(1, of(noise, units).toBytes()))
                    .isEqualTo(byDefinition(noise, units)));
  }

  @Test
  void shouldStayAtTheMost_whenSquaresPassIt() {
    // Five times 2^126 is more than 2^128, four times exactly as much.
    long[] five = {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE};
    UpdateNorm most = new UpdateNorm(-1, -1);

    assertThat(of(Noise.GAUSSIAN, five)).isEqualTo(most);
    assertThat(of(Noise.GAUSSIAN, Arrays.copyOf(five, 4))).isEqualTo(most);
    assertThat(of(Noise.GAUSSIAN, Arrays.copyOf(five, 3))).isEqualTo(new UpdateNorm(3L << 62, 0));
    assertThat(new UpdateNorm(3L << 62, 0).plus(new UpdateNorm(1L << 62, 0))).isEqualTo(most);
    assertThat(most.plus(UpdateNorm.ZERO)).isEqualTo(most);
  }

  @Test
  void shouldBeTheSame_whenChunksAreAddedUp() {
    long[] units = LongStream.generate(widths(new Random(10))).limit(1_000).toArray();

    UpdateNorm parts =
        of(Noise.GAUSSIAN, Arrays.copyOfRange(units, 0, 333))
            .plus(of(Noise.GAUSSIAN, Arrays.copyOfRange(units, 333, 1_000)));

    assertThat(parts).isEqualTo(of(Noise.GAUSSIAN, units));
    assertThat(UpdateNorm.fromBytes(parts.toBytes())).isEqualTo(parts);
  }

  @Test
  void shouldBeWithin_whenItIsExactlyTheClip() {
    PrivacyTerms l2 = new PrivacyTerms(Mode.CENTRAL, Noise.GAUSSIAN, 5, 1, 0.1);
    PrivacyTerms l1 = new PrivacyTerms(Mode.CENTRAL, Noise.LAPLACE, 7, 1, 0);

    assertThat(of(Noise.GAUSSIAN, 3, -4).isWithin(l2)).isTrue();
    assertThat(of(Noise.GAUSSIAN, 3, -4, 1).isWithin(l2)).isFalse();
    assertThat(of(Noise.LAPLACE, 3, -4).isWithin(l1)).isTrue();
    assertThat(of(Noise.LAPLACE, 3, -4, 1).isWithin(l1)).isFalse();
    assertThat(of(Noise.GAUSSIAN, 6, 8).beyond(l2))
        .isEqualTo(
            "expected an L2 norm of at most 5 units of the grid, came 10; let the agent clip");
    assertThat(of(Noise.LAPLACE, 6, -8).beyond(l1)).contains("L1 norm of at most 7", "came 14");
  }

  @Test
  void shouldBeRefused_whenItIsNotOf16Bytes() {
    assertThatThrownBy(() -> UpdateNorm.fromBytes(new byte[15]))
        .hasMessage("norm is of 15 bytes, expected 16");
  }

  private static BigInteger byDefinition(Noise noise, long[] units) {
    return Arrays.stream(units)
        .mapToObj(BigInteger::valueOf)
        .map(unit -> noise == Noise.GAUSSIAN ? unit.multiply(unit) : unit.abs())
        .reduce(BigInteger.ZERO, BigInteger::add)
        .min(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));
  }

  /** Numbers of up to 58 bits, so that thousands of squares stay under 2^128. */
  private static LongSupplier widths(Random random) {
    return () -> random.nextLong() >> (6 + random.nextInt(58));
  }

  private static UpdateNorm of(Noise noise, long... units) {
    return UpdateNorm.of(noise, ByteBuffer.wrap(GridUnits.write(units)));
  }
}
