package io.fedlog.standalone.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment as people type it: {@code 2026-11-20}, {@code 2026-11-20T08:30:00Z}, or how long ago,
 * {@code 90m}, {@code 12h}, {@code 7d}.
 */
public final class SinceText implements ITypeConverter<SinceText.Moment> {

  private static final Pattern DAYS = Pattern.compile("\\d{1,6}d");

  /** A moment that may hang on what time it is now. */
  @FunctionalInterface
  public interface Moment {
    /** The moment, seen from {@code now}. */
    Instant at(Instant now);
  }

  /** Before everything on any log. */
  public static Moment always() {
    return now -> Instant.EPOCH;
  }

  @Override
  public Moment convert(String text) {
    String stripped = text.strip();
    if (DAYS.matcher(stripped).matches()) {
      Duration days = Duration.ofDays(Long.parseLong(stripped.substring(0, stripped.length() - 1)));
      return now -> now.minus(days);
    }
    try {
      Instant moment =
          stripped.length() == "2026-11-20".length()
              ? LocalDate.parse(stripped).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(stripped);
      return now -> moment;
    } catch (DateTimeException e) {
      return ago(stripped);
    }
  }

  private static Moment ago(String text) {
    try {
      Duration length = new TimeText().convert(text);
      return now -> now.minus(length);
    } catch (TypeConversionException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no moment; expected a day (2026-11-20), a time (2026-11-20T08:30:00Z) or how"
              + " long ago (90m, 12h, 7d)");
    }
  }
}
