package io.fedlog.learning.features;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Columns as everybody may know them, so that nobody has to ask the stores: {@code
 * tenure=0..72;contract=monthly|yearly;joined=2015-01-01..2026-12-31}. A number or date has its
 * bounds and is scaled to -1 at the lower and 1 at the upper, values outside likewise; a text has
 * its categories. Columns that are not named are no features. A backslash takes the next character
 * as it is.
 *
 * <p>It gives the vocabulary and the moments that a table of two rows would have, one with every
 * lower and one with every upper bound. Nothing in them comes from a store.
 */
public final class PublicFeatures {

  /** The key of a training configuration that holds the text. */
  public static final String KEY = "public_features";

  private static final int ROWS = 2;
  private static final String BETWEEN = "..";

  private final List<Column> columns;

  private PublicFeatures(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException naming the column, what came and what was expected
   */
  public static PublicFeatures parse(String text) {
    Map<String, Column> columns = new TreeMap<>();
    for (String described : split(text, ';')) {
      List<String> parts = split(described, '=');
      String name = unescaped(parts.get(0)).trim();
      if (parts.size() != 2 || name.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected column=low..high or column=one|another, separated by ';', came \"%s\""
                .formatted(KEY, described));
      }
      if (columns.put(name, column(name, parts.get(1))) != null) {
        throw new IllegalArgumentException(KEY + ": column " + name + " is there twice");
      }
    }
    return new PublicFeatures(List.copyOf(columns.values()));
  }

  /** The same with bounds for a column that is not described. */
  public PublicFeatures orBounds(String column, double low, double high) {
    if (columns.stream().anyMatch(known -> known.name().equals(column))) {
      return this;
    }
    List<Column> all = new ArrayList<>(columns);
    all.add(new Column.Numeric(column, new double[] {low, high}));
    return new PublicFeatures(all);
  }

  /**
   * Refuses bounds that leave out what is to be predicted.
   *
   * @throws IllegalArgumentException when the column has no bounds
   */
  public PublicFeatures requireNumber(String target) {
    boolean there =
        columns.stream().anyMatch(c -> c.name().equals(target) && c instanceof Column.Numeric);
    if (!there) {
      throw new IllegalArgumentException(
          "%s: expected bounds of the target %s too, such as %s=0..100"
              .formatted(KEY, target, target));
    }
    return this;
  }

  /** Kinds, categories and sizes. */
  public Vocabulary vocabulary() {
    return Vocabulary.of(columns);
  }

  /** Of the two rows. */
  public Moments moments() {
    return Moments.of(vocabulary(), ROWS, columns);
  }

  private static Column column(String name, String described) {
    List<String> values = split(described, '|');
    if (values.size() == 1 && values.get(0).contains(BETWEEN)) {
      return bounded(name, values.get(0).trim());
    }
    List<String> categories = values.stream().map(value -> unescaped(value).trim()).toList();
    if (categories.contains("")) {
      throw wrong(name, "categories with a character or more, or bounds such as 0..100", described);
    }
    return new Column.Categorical(name, List.copyOf(categories));
  }

  private static Column bounded(String name, String described) {
    int at = described.indexOf(BETWEEN);
    String low = described.substring(0, at).trim();
    String high = described.substring(at + BETWEEN.length()).trim();
    double[] dates = {days(low), days(high)};
    double[] values = Double.isNaN(dates[0]) ? new double[] {number(low), number(high)} : dates;
    if (!(values[0] < values[1]) || Double.isInfinite(values[1] - values[0])) {
      throw wrong(name, "two numbers or two dates, the lower first, such as 0..100", described);
    }
    return Double.isNaN(dates[0])
        ? new Column.Numeric(name, values)
        : new Column.Dates(name, values);
  }

  /** NaN for what is none. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Days since 2000-01-01; NaN for what is no date. */
  private static double days(String text) {
    try {
      return ChronoUnit.DAYS.between(Feature.DAY_ZERO, LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private static IllegalArgumentException wrong(String column, String expected, String came) {
    return new IllegalArgumentException(
        "%s: column %s: expected %s, came \"%s\"".formatted(KEY, column, expected, came));
  }

  /** At each of those characters that no backslash is before; backslashes stay. */
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == at) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String unescaped(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }
}
