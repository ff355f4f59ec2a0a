package io.fedlog.standalone.demo;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them. */
final class Figures {

  private static final double LARGE = 100;

  private Figures() {}

  /** Four digits after the point, or one when the number is large. */
  static String text(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < LARGE ? "%.4f" : "%.1f", value);
  }

  static String text(OptionalDouble value) {
    return value.isPresent() ? text(value.getAsDouble()) : "-";
  }

  /** A share as a percentage: whole, but with a digit after the point below ten. */
  static String percent(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  }
}
