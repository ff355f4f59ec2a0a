package io.fedlog.standalone.metrics;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the rows of a query are printed. */
enum SqlOutput {
  TABLE,
  JSON,
  CSV;

  RowWriter writer(PrintWriter out) {
    return switch (this) {
      case TABLE -> RowWriter.table(out);
      case JSON -> RowWriter.jsonArray(out);
      case CSV -> RowWriter.csv(out);
    };
  }

  /** Reads {@code table}, {@code json} and {@code csv}. */
  static final class Converter implements ITypeConverter<SqlOutput> {
    @Override
    public SqlOutput convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "table" -> TABLE;
        case "json" -> JSON;
        case "csv" -> CSV;
        default -> throw new TypeConversionException("'" + text + "' is none of table, json, csv");
      };
    }
  }
}
