package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A mean's bits are part of the format: they stay what a plain formula, a number at a time, gives.
 */
class DivisionTest {
  private static final int SIZE = 3 * Blocks.SIZE - 5;

  @ParameterizedTest
  @CsvSource({
    "51, 1, 0, 1, 1",
    "51, 1, 0, 3, 2",
    "40, 1000, 0, 428, 2",
    "30, 1000000, 20, 123456789, 2",
    "-76, 1e38, 0, 7, 1",
    "61, 1, 0, 1, 2",
    "0, 1.5, 0, 9, 1",
  })
  void shouldKeepItsBits_whenRecomputedWithAPlainFormula(
      int exponent, double most, int fractionBits, long totalWeight, int lanes) {
    Grid grid = new Grid(exponent, most, fractionBits, 1, 1, lanes);
    Random random = new Random(exponent);
    double[] values = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] =
          switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean() ? most : -most;
            case 1 -> Math.scalb(random.nextDouble() - 0.5, -random.nextInt(80)) * most;
            case 2 -> (random.nextInt(21) - 10.5) * grid.unit() * 0x1p-32;
            case 3 -> -0.0;
            default -> (2 * random.nextDouble() - 1) * most;
          };
      values[i] = Math.max(-most, Math.min(most, values[i]));
    }
    ExactSum sum = new ExactSum(grid, NumberFormat.FLOAT64, SIZE);
    for (int i = 0; i < 3; i++) {
      sum.add(Payloads.doubles(values), 1);
    }
    // Far out of the range of a cohort and back, so that residuals have carries of both signs.
    sum.subtract(Payloads.doubles(values), 1);
    sum.subtract(Payloads.doubles(values), 1);

    double[] means = Payloads.readDoubles(sum.mean(totalWeight));

    double scale = Math.scalb(1.0, fractionBits - exponent);
    for (int i = 0; i < SIZE; i++) {
      double expected = plain(sum.units(i), sum.residuals(i), (double) totalWeight, scale, most);
      assertThat(Double.doubleToRawLongBits(means[i]))
          .as("mean %s of %s", i, values[i])
          .isEqualTo(Double.doubleToRawLongBits(expected));
    }
  }

  private static double plain(
      long units, long residual, double divisor, double scale, double limit) {
    long whole = units + (residual >> 32);
    double high = (double) whole;
    long left = whole - (long) high;
    double low = ((left << 32) + (residual & 0xffff_ffffL)) * 0x1p-32;
    double sum = high + low;
    double missing = low - (sum - high);
    double quotient = sum / divisor;
    double remainder = Math.fma(-quotient, divisor, sum);
    double value = (quotient + (remainder + missing) / divisor) * scale;
    return Math.abs(value) <= limit ? value : Math.copySign(limit, value);
  }
}
