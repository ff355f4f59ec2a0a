package io.fedlog.standalone.demo;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them. */
public final class Figures {

  private static final double LARGE = 100;

  private Figures() {}

  /** Four digits after the point, or one when the number is large. */
  static String text(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < LARGE ? "%.4f" : "%.1f", value);
  }

  static String text(OptionalDouble value) {
    return value.isPresent() ? text(value.getAsDouble()) : "-";
  }

  /** As people write it: 4, 0.25, 1e-5. */
  public static String plain(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    return value != 0 && exponent < -3
        ? exact.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent
        : exact.toPlainString();
  }

  /** Four digits that count. */
  public static String digits(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value);
  }

  /** A share as a percentage: whole, but with a digit after the point below ten. */
  static String percent(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  }
}
