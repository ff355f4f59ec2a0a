package io.fedlog.learning.round;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much of what an event says is kept: a row must fit a record whoever wrote the event. */
final class Bounds {
  /** Longest name of a round, a model type, a store or a metric, in UTF-16 units. */
  static final int NAME = 200;

  /** Longest reason that is told to people; reasons that are codes are names. */
  static final int TEXT = 1_000;

  /** Most metrics of a seal, and of a round. */
  static final int METRICS = 64;

  private Bounds() {}

  /** Refuses a name that is none. */
  static void requireName(String field, String name) {
    require(
        isName(name),
        field,
        "\"" + clip(name, NAME) + "\"",
        "a name of 1 to " + NAME + " characters");
  }

  /** Refuses a term that does not hold. */
  static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + came + "; expected " + expected);
    }
  }

  static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= NAME;
  }

  /** The text, or its beginning. */
  static String clip(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
  }

  static boolean areMetrics(Map<String, Double> metrics) {
    return metrics.size() <= METRICS && metrics.keySet().stream().allMatch(Bounds::isName);
  }

  /** The sum of a time and a non-negative duration; for ever when that is past all time. */
  static long after(long atMillis, long durationMillis) {
    long sum = atMillis + durationMillis;
    return sum < atMillis ? Long.MAX_VALUE : sum;
  }
}
