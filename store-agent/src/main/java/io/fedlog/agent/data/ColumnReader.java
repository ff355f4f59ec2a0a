package io.fedlog.agent.data;

import io.fedlog.learning.features.Column;
import io.fedlog.learning.features.ColumnKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Infers kinds of columns and reads them as such. */
final class ColumnReader {
  /** More categories than this at one store, and the column is an identifier. */
  private static final int MOST_CATEGORIES = 100;

  /** From this many rows on, texts that hardly ever repeat make an identifier. */
  private static final int ROWS_TO_TELL = 20;

  /** Different texts in this share of the rows are names of rows. */
  private static final double HARDLY_REPEATED = 0.9;

  /** A column with this share of numbers is numeric with mistakes in it, not categorical. */
  private static final double MOSTLY = 0.95;

  private final CsvFile file;
  private final DataOptions options;

  ColumnReader(CsvFile file, DataOptions options) {
    this.file = file;
    this.options = options;
  }

  /** The kind stated or inferred; null when the rows hold no value to infer it from. */
  @Nullable ColumnKind kind(String column, List<CsvFile.Row> rows) {
    if (options.categorical().contains(column)) {
      return ColumnKind.CATEGORICAL;
    }
    if (options.numeric().contains(column)
        || options.log().contains(column)
        || options.log1p().contains(column)) {
      return ColumnKind.NUMERIC;
    }
    if (column.equals(options.timeColumn())) {
      return ColumnKind.DATE;
    }
    int index = file.header().indexOf(column);
    int present = 0;
    int numbers = 0;
    int dates = 0;
    CsvFile.@Nullable Row firstText = null;
    Set<String> distinct = new HashSet<>();
    for (CsvFile.Row row : rows) {
      String text = Values.present(row.fields().get(index));
      if (text == null) {
        continue;
      }
      present++;
      if (Values.number(text).isPresent()) {
        numbers++;
      } else {
        firstText = firstText == null ? row : firstText;
        dates += Values.days(text).isPresent() ? 1 : 0;
        distinct.add(text);
      }
    }
    if (present == 0) {
      return null;
    }
    if (firstText == null) {
      return ColumnKind.NUMERIC;
    }
    if (present >= ROWS_TO_TELL && numbers >= MOSTLY * present) {
      throw at(
          firstText,
          column,
          "is not a number, though nearly all others are; correct it, leave it blank, or state"
              + " --categorical "
              + column);
    }
    if (dates == present) {
      return ColumnKind.DATE;
    }
    boolean identifier =
        distinct.size() > MOST_CATEGORIES
            || (present >= ROWS_TO_TELL && distinct.size() >= HARDLY_REPEATED * present);
    return identifier ? ColumnKind.IDENTIFIER : ColumnKind.CATEGORICAL;
  }

  Column read(String column, ColumnKind kind, List<CsvFile.Row> rows) {
    return switch (kind) {
      case NUMERIC -> new Column.Numeric(column, numbers(column, rows));
      case DATE -> new Column.Dates(column, days(column, rows));
      case CATEGORICAL -> new Column.Categorical(column, texts(column, rows));
      case IDENTIFIER -> new Column.Identifier(column, rows.size());
    };
  }

  private List<@Nullable String> texts(String column, List<CsvFile.Row> rows) {
    int index = file.header().indexOf(column);
    List<@Nullable String> texts = new ArrayList<>(rows.size());
    for (CsvFile.Row row : rows) {
      texts.add(Values.present(row.fields().get(index)));
    }
    return texts;
  }

  private double[] numbers(String column, List<CsvFile.Row> rows) {
    int index = file.header().indexOf(column);
    boolean log = options.log().contains(column);
    boolean log1p = options.log1p().contains(column);
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      CsvFile.Row row = rows.get(i);
      String text = Values.present(row.fields().get(index));
      if (text == null) {
        values[i] = Double.NaN;
        continue;
      }
      double value = Values.number(text).orElseThrow(() -> at(row, column, "is not a number"));
      if (log && value <= 0) {
        throw at(row, column, "has no logarithm; use --log1p " + column + " or leave --log out");
      }
      if (log1p && value <= -1) {
        throw at(row, column, "has no ln(1+x); leave --log1p out");
      }
      values[i] = log ? StrictMath.log(value) : log1p ? StrictMath.log1p(value) : value;
    }
    return values;
  }

  private double[] days(String column, List<CsvFile.Row> rows) {
    int index = file.header().indexOf(column);
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      CsvFile.Row row = rows.get(i);
      String text = Values.present(row.fields().get(index));
      OptionalDouble days = text == null ? OptionalDouble.of(Double.NaN) : Values.days(text);
      values[i] =
          days.orElseThrow(() -> at(row, column, "is not a date, expected one such as 2026-11-20"));
    }
    return values;
  }

  private DataException at(CsvFile.Row row, String column, String problem) {
    String text = row.fields().get(file.header().indexOf(column)).trim();
    return new DataException(
        file.name()
            + ", line "
            + row.line()
            + ", column "
            + column
            + ": \""
            + text
            + "\" "
            + problem);
  }
}
