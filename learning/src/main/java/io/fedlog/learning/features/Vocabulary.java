package io.fedlog.learning.features;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns stores agreed on: kind, categories, and the size of the largest value as a power of
 * two. Written as TEXT payload (UTF-8 lines, sorted by code unit, unique, each ended by LF), one
 * fact a line, so that the union of the stores' payloads is the chain's vocabulary.
 *
 * <p>Facts: {@code column NAME KIND}, {@code category NAME VALUE}, {@code exponent NAME K}; the
 * parts are separated by tabs, and backslash, tab, LF and CR inside a part are escaped.
 *
 * @param columns name to kind, sorted by name; where stores disagree, the merged kind
 * @param categories of each categorical column, sorted
 * @param exponents of each numeric or date column: the smallest k with every |x| &lt;= 2^k
 */
public record Vocabulary(
    SortedMap<String, ColumnKind> columns,
    SortedMap<String, SortedSet<String>> categories,
    SortedMap<String, Integer> exponents) {

  /** Largest |exponent|; beyond it a scaled square would leave the range of a double. */
  private static final int LARGEST_EXPONENT = 400;

  public Vocabulary {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    SortedMap<String, SortedSet<String>> sets = new TreeMap<>();
    categories.forEach(
        (name, values) -> sets.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(values))));
    categories = Collections.unmodifiableSortedMap(sets);
    exponents = Collections.unmodifiableSortedMap(new TreeMap<>(exponents));
  }

  /** What one store saw in its training rows. */
  public static Vocabulary of(Collection<Column> seen) {
    Builder builder = new Builder();
    for (Column column : seen) {
      builder.column(column.name(), column.kind());
      if (column instanceof Column.Categorical categorical) {
        for (@Nullable String value : categorical.values()) {
          if (value != null) {
            builder.category(column.name(), value);
          }
        }
      } else if (column instanceof Column.Numeric numeric) {
        builder.exponent(column.name(), exponentOf(column.name(), numeric.values()));
      } else if (column instanceof Column.Dates dates) {
        builder.exponent(column.name(), exponentOf(column.name(), dates.days()));
      }
    }
    return builder.build();
  }

  /**
   * Reads a payload.
   *
   * @throws IllegalArgumentException naming the line that is no fact
   */
  public static Vocabulary parse(byte[] payload) {
    Builder builder = new Builder();
    for (List<String> fact : FactLines.read(payload)) {
      builder.fact(fact);
    }
    return builder.build();
  }

  /** The union of what several stores saw. */
  public static Vocabulary union(Collection<Vocabulary> stores) {
    Builder builder = new Builder();
    for (Vocabulary store : stores) {
      store.facts().forEach(line -> builder.fact(FactLines.split(line)));
    }
    return builder.build();
  }

  /** The payload. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    facts().forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The agreed kind of a column, or null when no store has it. */
  public @Nullable ColumnKind kindOf(String column) {
    return columns.get(column);
  }

  /** The categories of a column; empty when it has none. */
  public SortedSet<String> categoriesOf(String column) {
    return categories.getOrDefault(column, Collections.emptySortedSet());
  }

  /** The exponent of a numeric or date column; 0 when no store saw a value. */
  public int exponentOf(String column) {
    return exponents.getOrDefault(column, 0);
  }

  private SortedSet<String> facts() {
    SortedSet<String> lines = new TreeSet<>();
    columns.forEach((name, kind) -> lines.add(FactLines.join("column", name, kind.word())));
    categories.forEach(
        (name, values) -> values.forEach(v -> lines.add(FactLines.join("category", name, v))));
    exponents.forEach((name, k) -> lines.add(FactLines.join("exponent", name, String.valueOf(k))));
    return lines;
  }

  private static int exponentOf(String column, double[] values) {
    double largest = 0;
    for (double value : values) {
      if (Double.isInfinite(value)) {
        throw new IllegalArgumentException("column " + column + " holds an infinite value");
      }
      largest = Double.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
    }
    if (largest == 0) {
      return 0;
    }
    int floor = Math.getExponent(largest);
    return largest == Math.scalb(1.0, floor) ? floor : floor + 1;
  }

  private static final class Builder {
    private final SortedMap<String, ColumnKind> columns = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> categories = new TreeMap<>();
    private final SortedMap<String, Integer> exponents = new TreeMap<>();

    void column(String name, ColumnKind kind) {
      columns.merge(name, kind, ColumnKind::merge);
    }

    void category(String name, String value) {
      categories.computeIfAbsent(name, n -> new TreeSet<>()).add(value);
    }

    void exponent(String name, int k) {
      if (Math.abs(k) > LARGEST_EXPONENT) {
        throw new IllegalArgumentException(
            "column " + name + " has values near 2^" + k + ", expected at most 2^400");
      }
      exponents.merge(name, k, Math::max);
    }

    void fact(List<String> parts) {
      try {
        switch (parts.get(0)) {
          case "column" -> column(parts.get(1), ColumnKind.ofWord(parts.get(2)));
          case "category" -> category(parts.get(1), parts.get(2));
          case "exponent" -> exponent(parts.get(1), Integer.parseInt(parts.get(2)));
          default -> throw new IllegalArgumentException("unknown fact");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("vocabulary line " + parts + ": " + e.getMessage(), e);
      }
    }

    Vocabulary build() {
      return new Vocabulary(columns, categories, exponents);
    }
  }
}
