package io.fedlog.standalone.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** A value of a result, as programs and people read it. */
final class Cell {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Digits of a number for people; programs get all. */
  private static final MathContext FEW = new MathContext(6);

  private Cell() {}

  /**
   * A plain value: text, a number, a truth value, a list or a map of such, or null; times as text
   * in ISO 8601.
   */
  static @Nullable Object at(ResultSet rows, int column) throws SQLException {
    Object value = rows.getObject(column);
    return value instanceof Timestamp
        ? rows.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC).toString()
        : plain(value);
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        plain.put(String.valueOf(entry.getKey()), plain(entry.getValue()));
      }
      return plain;
    } else if (value instanceof DuckDBStruct struct) {
      return plain(struct.getMap());
    } else if (value instanceof Array array) {
      List<@Nullable Object> plain = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        plain.add(plain(element));
      }
      return plain;
    } else if (value instanceof Blob blob) {
      return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
    } else if (value instanceof Timestamp time) {
      return time.toLocalDateTime().toInstant(ZoneOffset.UTC).toString();
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return value.toString();
  }

  /** For a field of a CSV file: lists and maps are JSON. */
  static String field(@Nullable Object plain) {
    return plain == null
        ? ""
        : plain instanceof Map || plain instanceof List ? json(plain) : plain.toString();
  }

  /** For a table: an empty map or list is nothing, and numbers have few digits. */
  static @Nullable Object shown(@Nullable Object plain) {
    if (plain instanceof Double number && Double.isFinite(number)) {
      BigDecimal few = new BigDecimal(number).round(FEW).stripTrailingZeros();
      return few.scale() < 0 ? few.setScale(0) : few;
    }
    boolean isEmpty =
        (plain instanceof Map<?, ?> map && map.isEmpty())
            || (plain instanceof List<?> list && list.isEmpty());
    return isEmpty ? null : plain instanceof Map || plain instanceof List ? json(plain) : plain;
  }

  static String json(Object plain) {
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a value cannot be written as JSON: " + plain, e);
    }
  }

  /** What an Avro record's field is, as {@link #at} would have it. */
  static @Nullable Object ofField(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map);
    }
    return value == null
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof List
        ? value
        : value.toString();
  }
}
