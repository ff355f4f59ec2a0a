package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideSumsTest {
  private static final int UNIT = -60;

  @Test
  void shouldGiveTheSumOfRoundedTerms_whateverTheirSize() {
    Random random = new Random(1);
    WideSums sums = new WideSums(1, UNIT);
    BigInteger units = BigInteger.ZERO;
    for (int i = 0; i < 20_000; i++) {
      double value = Math.scalb(random.nextDouble(), random.nextInt(170) - 120);
      sums.add(0, value);
      units = units.add(units(value));
    }
    assertThat(integer(sums, 0)).isEqualTo(units);
    assertThat(sums.value(0)).isEqualTo(units.doubleValue() * Math.scalb(1, UNIT));
  }

  private static BigInteger units(double value) {
    return new BigDecimal(value)
        .multiply(new BigDecimal(BigInteger.TWO.pow(-UNIT)))
        .setScale(0, RoundingMode.HALF_UP)
        .unscaledValue();
  }

  @Test
  void shouldGiveTheSameBytes_whenPartsAreAddedInAnyOrder() {
    Random random = new Random(2);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      values.add(Math.scalb(random.nextDouble(), random.nextInt(80) - 40));
    }
    WideSums whole = new WideSums(2, UNIT);
    values.forEach(value -> whole.add(1, value));

    Collections.shuffle(values, random);
    WideSums total = new WideSums(2, UNIT);
    for (int part = 0; part < 10; part++) {
      WideSums sums = new WideSums(2, UNIT);
      values.subList(100 * part, 100 * part + 100).forEach(value -> sums.add(1, value));
      total.addAll(ByteBuffer.wrap(sums.toBytes()));
    }

    assertThat(total.toBytes()).isEqualTo(whole.toBytes());
    assertThat(total.value(0)).isZero();
  }

  @Test
  void shouldRound_whenAValueIsPartOfAUnit() {
    WideSums sums = new WideSums(4, 0);
    sums.add(0, 0.49);
    sums.add(1, 0.5);
    sums.add(2, Double.MIN_VALUE);
    sums.add(3, 0x1p125);

    assertThat(sums.value(0)).isEqualTo(0);
    assertThat(sums.value(1)).isEqualTo(1);
    assertThat(sums.value(2)).isEqualTo(0);
    assertThat(sums.value(3)).isEqualTo(0x1p125);
  }

  @Test
  void shouldRefuse_whatIsNoTerm() {
    WideSums sums = new WideSums(1, 0);
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> sums.add(0, bad)).hasMessageContaining("value is " + bad);
    }
    assertThatThrownBy(() -> sums.add(0, 0x1p128)).hasMessageContaining("2^126 units");
    assertThatThrownBy(() -> sums.addAll(ByteBuffer.allocate(15))).hasMessageContaining("15 bytes");
    assertThat(sums.toBytes()).containsOnly(0);
  }

  private static BigInteger integer(WideSums sums, int index) {
    byte[] bytes = new byte[16];
    ByteBuffer.wrap(sums.toBytes()).get(16 * index, bytes);
    return new BigInteger(1, bytes);
  }
}
