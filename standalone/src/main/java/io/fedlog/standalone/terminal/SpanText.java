package io.fedlog.standalone.terminal;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time for people, in at most two units: 340 ms, 12.3 s, 4 min 10 s, 2 h 5 min. */
public final class SpanText {

  private SpanText() {}

  /** A length in words; a negative one as its opposite with a minus before it. */
  public static String of(Duration length) {
    if (length.isNegative()) {
      return "-" + of(length.negated());
    }
    long millis = length.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%d.%d s", millis / 1000, millis % 1000 / 100);
    }
    if (length.toMinutes() < 60) {
      return pair(length.toMinutes(), "min", length.toSecondsPart(), "s");
    }
    return length.toHours() < 48
        ? pair(length.toHours(), "h", length.toMinutesPart(), "min")
        : pair(length.toDays(), "d", length.toHoursPart(), "h");
  }

  private static String pair(long large, String unit, int small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
