package io.fedlog.benchmarks.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
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

  /** Three digits that count, whole numbers above a hundred, four decimals at most. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    double size = Math.abs(value);
    if (size < 1) {
      String form = size >= 0.1 ? "0.00#" : "0.00##";
      return new DecimalFormat(form, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }

  String verdict() {
    return bar == null ? "" : bar + (bar.isMetBy(value) ? "  met" : "  NOT met");
  }
}
