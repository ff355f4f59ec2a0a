package io.fedlog.standalone.simulate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis with round numbers on it.
 *
 * @param from its lower end
 * @param to its upper end, above the lower
 * @param step between the numbers: 1, 2 or 5 times a power of ten
 */
record Axis(double from, double to, BigDecimal step) {

  /** An axis that holds both values and has about that many numbers. */
  static Axis over(double least, double most, int numbers) {
    double span = most > least ? most - least : Math.max(Math.abs(most), 1) / 100;
    BigDecimal step = step(span / numbers);
    double from = floor(least, step);
    double to = -floor(-(least + span), step);
    return new Axis(from, to, step);
  }

  /** Where a value lies: 0 at the lower end, 1 at the upper. */
  double place(double value) {
    return (value - from) / (to - from);
  }

  /** The numbers on it. */
  List<BigDecimal> numbers() {
    List<BigDecimal> numbers = new ArrayList<>();
    BigDecimal number = BigDecimal.valueOf(Math.rint(from / step.doubleValue())).multiply(step);
    while (number.doubleValue() <= to + step.doubleValue() / 1000) {
      numbers.add(number.setScale(Math.max(0, step.scale()), RoundingMode.HALF_EVEN));
      number = number.add(step);
    }
    return numbers;
  }

  private static double floor(double value, BigDecimal step) {
    double by = step.doubleValue();
    return Math.floor(value / by + 1e-9) * by;
  }

  /** The smallest of 1, 2, 5 times a power of ten that is not under the size. */
  private static BigDecimal step(double size) {
    int exponent = (int) Math.floor(StrictMath.log10(size));
    for (int factor : new int[] {1, 2, 5}) {
      BigDecimal step = BigDecimal.valueOf(factor).scaleByPowerOfTen(exponent);
      if (step.doubleValue() >= size * (1 - 1e-9)) {
        return step;
      }
    }
    return BigDecimal.ONE.scaleByPowerOfTen(exponent + 1);
  }
}
