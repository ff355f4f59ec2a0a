package io.fedlog.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * A log line taken apart: what happened, and to which. Lines are written as {@code "Round defined
 * roundId={} modelType={}"}: pairs are found in that text alone, never in what is put into it, so
 * that nobody who names a store can make up a field.
 *
 * @param message without the pairs
 * @param fields by name, in snake case, in the line's order; the first of a name counts
 */
record LogTemplate(String message, Map<String, @Nullable Object> fields) {

  private static final Pattern PLACE = Pattern.compile("(?:\\s*\\b([A-Za-z]\\w*)=)?\\{}");

  /** Takes a line apart; a text without places for arguments is the message. */
  static LogTemplate of(@Nullable String text, @Nullable Object @Nullable [] arguments) {
    String template = String.valueOf(text);
    if (arguments == null || arguments.length == 0 || template.contains("\\{}")) {
      return new LogTemplate(
          MessageFormatter.basicArrayFormat(template, arguments), new LinkedHashMap<>());
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    List<@Nullable Object> others = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    Matcher place = PLACE.matcher(template);
    for (int next = 0; place.find(); next++) {
      boolean given = next < arguments.length;
      String name = place.group(1);
      if (given && name != null && isEnd(template, place.end())) {
        fields.putIfAbsent(snakeCase(name), arguments[next]);
        place.appendReplacement(rest, "");
      } else {
        place.appendReplacement(rest, Matcher.quoteReplacement(place.group()));
        if (given) {
          others.add(arguments[next]);
        }
      }
    }
    place.appendTail(rest);
    String message = MessageFormatter.basicArrayFormat(rest.toString().strip(), others.toArray());
    return new LogTemplate(message, fields);
  }

  private static boolean isEnd(String template, int index) {
    return index == template.length() || Character.isWhitespace(template.charAt(index));
  }

  private static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isUpperCase(c)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return snake.toString();
  }
}
