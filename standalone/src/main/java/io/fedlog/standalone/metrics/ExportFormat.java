package io.fedlog.standalone.metrics;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What exported facts are written as. */
enum ExportFormat {
  /** Columns with their types, compressed. */
  PARQUET,
  /** RFC 4180; maps and lists are JSON. */
  CSV,
  /** A JSON object a line. */
  JSON;

  /** Of a file, without the dot. */
  String ending() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@code parquet}, {@code csv} and {@code json}. */
  static final class Converter implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "parquet" -> PARQUET;
        case "csv" -> CSV;
        case "json" -> JSON;
        default ->
            throw new TypeConversionException("'" + text + "' is none of parquet, csv, json");
      };
    }
  }
}
