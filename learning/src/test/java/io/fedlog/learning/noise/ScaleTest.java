package io.fedlog.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {
  private static final long MOST = 1L << 56;

  @Test
  void shouldBeInLowestTerms_whenMade() {
    assertThat(new Scale(84, 28)).isEqualTo(Scale.of(3)).hasToString("3");
    assertThat(new Scale(44, 14)).isEqualTo(new Scale(22, 7)).hasToString("22/7");
    assertThat(new Scale(MOST, MOST)).isEqualTo(Scale.of(1));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, 1",
    "0.5, 1, 2",
    "0.1, 3602879701896397, 36028797018963968", // as java.math.BigDecimal prints the double
    "0x1p-56, 1, 72057594037927936",
    "0x1p56, 72057594037927936, 1",
    "0x1.fffffffffffffp40, 9007199254740991, 4096"
  })
  void shouldBeTheDoubleItself_whenMadeOfOne(double units, long numerator, long denominator) {
    assertThat(Scale.exactly(units)).isEqualTo(new Scale(numerator, denominator));
  }

  @Test
  void shouldTakeEveryDouble_whenBetweenASixteenthAnd2To56() {
    Random random = new Random(23);
    for (int i = 0; i < 10_000; i++) {
      double units = StrictMath.scalb(1 + random.nextDouble(), random.nextInt(60) - 4);
      Scale scale = Scale.exactly(units);
      assertThat(new BigDecimal(units).multiply(BigDecimal.valueOf(scale.denominator())))
          .isEqualByComparingTo(BigDecimal.valueOf(scale.numerator()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        0x1p-57,
        0x1.0000000000001p56,
        0x1.0000000000001p-5
      })
  void shouldSayWhatIsExpected_whenADoubleIsNoSuchFraction(double units) {
    assertThatThrownBy(() -> Scale.exactly(units))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scale is " + units + " units")
        .hasMessageContaining("expected a fraction of integers up to 2^56");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, MOST + 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void shouldNameTheField_whenOutOfRange(long bad) {
    assertThatThrownBy(() -> new Scale(bad, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale's numerator is " + bad + "; expected 1 to 72057594037927936 (2^56)");
    assertThatThrownBy(() -> new Scale(1, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale's denominator is " + bad + "; expected 1 to 72057594037927936 (2^56)");
  }
}
