package io.fedlog.learning.features;

import java.util.Locale;

/** What a column of a store's rows holds. */
public enum ColumnKind {
  /** Finite numbers or missing values. */
  NUMERIC,
  /** Texts out of a list of categories. */
  CATEGORICAL,
  /** Calendar dates; they become calendar features. */
  DATE,
  /** Texts with too many different values to learn from, such as a customer's number; left out. */
  IDENTIFIER;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ColumnKind ofWord(String word) {
    for (ColumnKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "column kind \"" + word + "\", expected numeric, categorical, date or identifier");
  }

  /**
   * The kind of a column that stores see differently: identifier before categorical before date
   * before numeric, because every number and every date can be read as a text.
   */
  ColumnKind merge(ColumnKind other) {
    if (this == other) {
      return this;
    }
    if (this == IDENTIFIER || other == IDENTIFIER) {
      return IDENTIFIER;
    }
    return CATEGORICAL;
  }
}
