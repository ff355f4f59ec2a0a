package io.fedlog.learning.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads a plan's configuration; every error names the key, what came and what was expected. */
record Configured(Map<String, String> values) {
  String text(String key, String absent) {
    return values.getOrDefault(key, absent).trim();
  }

  long whole(String key, long absent, long least, long most) {
    String text = text(key, String.valueOf(absent));
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, with what was expected.
    }
    throw new IllegalArgumentException(
        key + " is \"" + text + "\", expected a whole number from " + least + " to " + most);
  }

  double positive(String key, double absent) {
    String text = text(key, String.valueOf(absent));
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, with what was expected.
    }
    throw new IllegalArgumentException(key + " is \"" + text + "\", expected a number above 0");
  }

  boolean yes(String key, boolean absent) {
    String text = text(key, String.valueOf(absent));
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(key + " is \"" + text + "\", expected true or false");
    };
  }

  List<Integer> sizes(String key, String absent) {
    String text = text(key, absent);
    try {
      return Arrays.stream(text.split(",")).map(part -> Integer.valueOf(part.trim())).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " is \"" + text + "\", expected one or two layer sizes such as 64 or 64,32", e);
    }
  }
}
