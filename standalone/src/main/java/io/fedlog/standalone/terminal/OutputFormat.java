package io.fedlog.standalone.terminal;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a command prints what it found. */
public enum OutputFormat {
  /** Columns for people. */
  TABLE,
  /** For programs: field names as on the topics, times in ISO 8601. */
  JSON;

  /** Reads {@code table} and {@code json}. */
  public static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "table" -> TABLE;
        case "json" -> JSON;
        default -> throw new TypeConversionException("'" + text + "' is neither table nor json");
      };
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
