package io.fedlog.benchmarks.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param name in JSON: lower case with underscores
 * @param unit "x" for a ratio
 * @param bar what it must reach; null when nothing is asked of it
 */
public record Figure(String name, double value, String unit, @Nullable Bar bar) {

  /** Three digits that count, or whole numbers above a thousand. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    double size = Math.abs(value);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  String verdict() {
    return bar == null ? "" : bar + (bar.isMetBy(value) ? "  met" : "  NOT met");
  }
}
