package io.fedlog.runtime;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code PT1H}. */
final class DurationText {
  private static final Pattern SHORT = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  private DurationText() {}

  /**
   * Reads a length of time of zero or more.
   *
   * @throws IllegalArgumentException if the text has no unit or is negative
   */
  static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (!matcher.matches()) {
      Duration iso = Duration.parse(text);
      if (iso.isNegative()) {
        throw new IllegalArgumentException("negative");
      }
      return iso;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
