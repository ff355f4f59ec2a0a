package io.fedlog.agent.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single fields. */
final class Values {
  private static final Set<String> MISSING = Set.of("", "?", "na", "n/a", "nan", "null");
  private static final LocalDate DAY_ZERO = LocalDate.of(2000, 1, 1);
  private static final int DATE_LENGTH = 10;

  private Values() {}

  /** The text without blanks around it, or null when it stands for a missing value. */
  static @Nullable String present(String field) {
    String text = field.trim();
    return text.length() <= 4 && MISSING.contains(text.toLowerCase(Locale.ROOT)) ? null : text;
  }

  /** The number, or empty when the text is none. */
  static OptionalDouble number(String text) {
    char first = text.charAt(0);
    char last = text.charAt(text.length() - 1);
    // Double.parseDouble also takes 1d, 0x1p3 and Infinity, which in a table are texts.
    if ((first < '0' || first > '9') && first != '-' && first != '+' && first != '.') {
      return OptionalDouble.empty();
    }
    if ((last < '0' || last > '9') && last != '.') {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Days since 2000-01-01 of an ISO date, which a time may follow; empty when the text is none. */
  static OptionalDouble days(String text) {
    if (text.length() < DATE_LENGTH || text.charAt(4) != '-') {
      return OptionalDouble.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text.substring(0, DATE_LENGTH));
      return OptionalDouble.of(date.toEpochDay() - DAY_ZERO.toEpochDay());
    } catch (DateTimeException e) {
      return OptionalDouble.empty();
    }
  }
}
