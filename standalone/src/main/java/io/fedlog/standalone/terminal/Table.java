package io.fedlog.standalone.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns, as text for people or as JSON for programs. Numbers are set to the
 * right; what is not known is a dash, and null in JSON. Mutable; for one thread.
 */
public final class Table {

  private static final String UNKNOWN = "-";
  private static final String GAP = "  ";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final List<String> columns;
  private final List<String> headline;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  private Table(List<String> columns, List<String> headline) {
    this.columns = columns;
    this.headline = headline;
  }

  /**
   * An empty table.
   *
   * @param columns names as in JSON, such as {@code round_id}
   */
  public static Table of(String... columns) {
    return new Table(
        List.of(columns), Stream.of(columns).map(name -> name.replace('_', ' ')).toList());
  }

  /** An empty table whose headline has the names as they are: what a user called them in SQL. */
  public static Table named(List<String> columns) {
    return new Table(List.copyOf(columns), List.copyOf(columns));
  }

  /**
   * Adds a row.
   *
   * @param cells one a column: text, a number, a truth value, an {@link Instant} or null
   */
  public Table row(@Nullable Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row has %d cells, expected %d: %s".formatted(cells.length, columns.size(), columns));
    }
    List<@Nullable Object> row = new ArrayList<>();
    Collections.addAll(row, cells);
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
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

  /** A headline and a line a row, in columns as wide as what is in them. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(headline);
    rows.forEach(row -> all.add(row.stream().map(Table::text).toList()));
    int[] widths = new int[columns.size()];
    boolean[] numeric = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      numeric[i] = isNumeric(i);
    }
    return all.stream().map(row -> line(row, widths, numeric)).toList();
  }

  private static String line(List<String> row, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(numeric[i] ? space + row.get(i) : row.get(i) + space);
    }
    return line.toString().stripTrailing();
  }

  /** An array of objects whose members are the columns. */
  public String json() {
    try {
      return JSON.writeValueAsString(objects());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a cell cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  List<Map<String, @Nullable Object>> objects() {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        Object cell = row.get(i);
        object.put(columns.get(i), cell instanceof Instant instant ? instant.toString() : cell);
      }
      objects.add(object);
    }
    return objects;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell == null || cell instanceof Number);
  }

  static String text(@Nullable Object cell) {
    if (cell == null || cell.toString().isEmpty()) {
      return UNKNOWN;
    }
    return cell instanceof Instant instant
        ? instant.truncatedTo(ChronoUnit.SECONDS).toString()
        : PlainText.of(cell.toString());
  }
}
