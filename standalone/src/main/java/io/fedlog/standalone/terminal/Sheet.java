package io.fedlog.standalone.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one thing: named values, one a line, with tables below them. As JSON an object
 * with the same names. Mutable; for one thread.
 */
public final class Sheet {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /**
   * Adds a value.
   *
   * @param name as in JSON, such as {@code round_id}
   * @param value text, a number, a truth value, an {@link Instant}, a list of texts, a {@link
   *     Table}, or null for what is not known
   */
  public Sheet with(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /** Prints it in one of the two ways. */
  public void print(PrintWriter out, OutputFormat format) {
    if (format == OutputFormat.JSON) {
      out.println(json());
    } else {
      lines().forEach(out::println);
    }
    out.flush();
  }

  /** A line a value, then every table under its name; empty tables are left out. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (name, value) -> {
          if (!(value instanceof Table)) {
            String label = name.replace('_', ' ');
            lines.add(label + " ".repeat(width + 2 - label.length()) + Table.text(flat(value)));
          }
        });
    values.forEach(
        (name, value) -> {
          if (value instanceof Table table && !table.isEmpty()) {
            lines.add("");
            lines.add(name.replace('_', ' ') + ":");
            table.lines().forEach(line -> lines.add("  " + line));
          }
        });
    return lines;
  }

  /** An object whose members are the values. */
  public String json() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    values.forEach((name, value) -> object.put(name, plain(value)));
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a value cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Table table) {
      return table.objects();
    }
    return value instanceof Instant instant ? instant.toString() : value;
  }

  private static @Nullable Object flat(@Nullable Object value) {
    return value instanceof List<?> list
        ? String.join(", ", list.stream().map(String::valueOf).toList())
        : value;
  }
}
