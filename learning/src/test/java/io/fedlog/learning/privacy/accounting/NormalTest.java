package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {

  /** The continued fraction in 60 decimal digits, 4000 deep; up to 1 by the C library's erfc. */
  @ParameterizedTest
  @CsvSource({
    "-3, 0.9986501019683699, -0.0013508099647",
    "0, 0.5, -0.69314718055994531",
    "0.1, 0.460172162722971, -0.77615459273",
    "1, 0.15865525393145707, -1.8410216450092",
    "2, 0.0227501319481792086, -3.78318433368203195",
    "2.4999, 0.00621141837494458646, -5.08136600735404795",
    "2.5, 0.00620966532577613486, -5.08164827727869050",
    "3, 0.00134989803163009458, -6.60772622151034954",
    "10, 7.61985302416052545e-24, -53.2312851505124706",
    "30, 4.90671392714818718e-198, -454.321243956343197",
    "100, 0, -5005.52420869420509",
  })
  void shouldKeepTheDigitsOfTails(double x, double tail, double log) {
    assertThat(Normal.upperTail(x)).isCloseTo(tail, withinPercentage(1e-10));
    assertThat(Normal.logUpperTail(x)).isCloseTo(log, withinPercentage(1e-7));
  }

  @Test
  void shouldGiveMillsRatio_onBothSidesOfWhereTheMethodChanges() {
    for (double x = 0; x < 12; x += 0.01) {
      double ratio = Normal.upperTail(x) / Normal.density(x);

      assertThat(Normal.mills(x)).as("x = %s", x).isCloseTo(ratio, withinPercentage(1e-10));
    }
    assertThat(Normal.mills(Math.nextDown(2.5)) - Normal.mills(2.5)).isCloseTo(0, within(1e-13));
  }
}
