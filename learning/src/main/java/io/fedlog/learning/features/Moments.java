package io.fedlog.learning.features;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Row count, and per numeric or date column the count, sum and sum of squares of its values, each
 * value scaled by 2^-exponent into [-1, 1]. A flat array: {@code [rows, count, sum, squares, count,
 * sum, squares, ...]} in the order of the column names. Every element's magnitude is at most the
 * rows. Adding the stores' arrays gives the chain's moments.
 *
 * @param columns names in order
 * @param exponents the scale of each column
 * @param values the flat array
 */
public record Moments(List<String> columns, List<Integer> exponents, double[] values) {
  private static final int PER_COLUMN = 3;

  public Moments {
    columns = List.copyOf(columns);
    exponents = List.copyOf(exponents);
    if (columns.size() != exponents.size()) {
      throw new IllegalArgumentException(
          columns.size() + " columns but " + exponents.size() + " exponents");
    }
    int expected = 1 + PER_COLUMN * columns.size();
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "moments hold " + values.length + " values, expected " + expected + " for " + columns);
    }
    values = values.clone();
  }

  /** Names the moments' columns: every numeric or date column of the vocabulary, sorted. */
  public static List<String> columnsOf(Vocabulary vocabulary) {
    return vocabulary.columns().entrySet().stream()
        .filter(e -> e.getValue() == ColumnKind.NUMERIC || e.getValue() == ColumnKind.DATE)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The length of the flat array. */
  public static int length(Vocabulary vocabulary) {
    return 1 + PER_COLUMN * columnsOf(vocabulary).size();
  }

  /** Reads a flat array, for instance the model of the moments round. */
  public static Moments of(Vocabulary vocabulary, double[] values) {
    List<String> names = columnsOf(vocabulary);
    return new Moments(names, names.stream().map(vocabulary::exponentOf).toList(), values);
  }

  /** One store's moments over its training rows; a column it does not have counts nothing. */
  public static Moments of(Vocabulary vocabulary, int rows, Collection<Column> seen) {
    Map<String, double[]> byName = new TreeMap<>();
    for (Column column : seen) {
      if (column instanceof Column.Numeric numeric) {
        byName.put(column.name(), numeric.values());
      } else if (column instanceof Column.Dates dates) {
        byName.put(column.name(), dates.days());
      }
    }
    List<String> names = columnsOf(vocabulary);
    double[] flat = new double[length(vocabulary)];
    flat[0] = rows;
    for (int c = 0; c < names.size(); c++) {
      int exponent = vocabulary.exponentOf(names.get(c));
      for (double value : byName.getOrDefault(names.get(c), new double[0])) {
        if (!Double.isNaN(value)) {
          double scaled = Math.scalb(value, -exponent);
          flat[1 + PER_COLUMN * c] += 1;
          flat[2 + PER_COLUMN * c] += scaled;
          flat[3 + PER_COLUMN * c] += scaled * scaled;
        }
      }
    }
    return of(vocabulary, flat);
  }

  /** A copy of the flat array. */
  @Override
  public double[] values() {
    return values.clone();
  }

  /** The chain's training rows. */
  public double rows() {
    return values[0];
  }

  /** How many values of the column are not missing; 0 for an unknown column. */
  public double count(String column) {
    int c = columns.indexOf(column);
    return c < 0 ? 0 : values[1 + PER_COLUMN * c];
  }

  /** The mean, in the column's unit; 0 without a value. */
  public double mean(String column) {
    int c = columns.indexOf(column);
    double count = count(column);
    return count == 0 ? 0 : Math.scalb(values[2 + PER_COLUMN * c] / count, exponents.get(c));
  }

  /** The population standard deviation, in the column's unit; 0 for a constant column. */
  public double deviation(String column) {
    int c = columns.indexOf(column);
    double count = count(column);
    if (count == 0) {
      return 0;
    }
    double mean = values[2 + PER_COLUMN * c] / count;
    double variance = values[3 + PER_COLUMN * c] / count - mean * mean;
    // Below 1e-12 of the square the difference is rounding error of the two sums, not spread.
    boolean constant = variance <= 1e-12 * (values[3 + PER_COLUMN * c] / count);
    return constant ? 0 : Math.scalb(Math.sqrt(variance), exponents.get(c));
  }
}
