package io.fedlog.learning.features;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One column of a store's rows, typed. Arrays are not copied: the caller leaves them alone. */
public sealed interface Column {
  /** The column's name in the header. */
  String name();

  /** The number of rows. */
  int rows();

  /** The kind of the values. */
  ColumnKind kind();

  /** Numbers, NaN where missing; logarithms already taken. */
  record Numeric(String name, double[] values) implements Column {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public ColumnKind kind() {
      return ColumnKind.NUMERIC;
    }
  }

  /** Categories, null where missing. */
  record Categorical(String name, List<@Nullable String> values) implements Column {
    @Override
    public int rows() {
      return values.size();
    }

    @Override
    public ColumnKind kind() {
      return ColumnKind.CATEGORICAL;
    }
  }

  /** Dates as days since 2000-01-01, NaN where missing. */
  record Dates(String name, double[] days) implements Column {
    @Override
    public int rows() {
      return days.length;
    }

    @Override
    public ColumnKind kind() {
      return ColumnKind.DATE;
    }
  }

  /** A column that is left out because its values tell rows apart, not what they have in common. */
  record Identifier(String name, int rows) implements Column {
    @Override
    public ColumnKind kind() {
      return ColumnKind.IDENTIFIER;
    }
  }
}
