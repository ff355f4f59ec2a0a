package io.fedlog.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as a text by which it can be named: the same record gives the same text on any machine
 * and under any later release. JSON without spaces; members in the schema's order, those left out
 * that have their default, so that a field that a schema gets later changes nothing; maps in the
 * order of their keys' UTF-8 bytes; bytes in lower-case hex; times in milliseconds; doubles as the
 * 16 hex digits of their IEEE 754 bits, in quotes, for Java's decimals differ between releases; of
 * characters only {@code "}, {@code \} and those below U+0020 escaped, as {@code \}{@code u00xx}.
 */
public final class CanonicalText {
  private static final Comparator<Map.Entry<String, ?>> BY_KEY =
      Comparator.comparing(
          entry -> entry.getKey().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private CanonicalText() {}

  /** The text of a record. */
  public static String of(SpecificRecord record) {
    StringBuilder out = new StringBuilder(512);
    write(record, out);
    return out.toString();
  }

  /** SHA-256 over the UTF-8 bytes of the text, lower-case hex. */
  public static String sha256(SpecificRecord record) {
    MessageDigest digest = newDigest();
    return HexFormat.of().formatHex(digest.digest(of(record).getBytes(StandardCharsets.UTF_8)));
  }

  /** SHA-256 that has seen nothing. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value instanceof IndexedRecord record) {
      record(record, out);
    } else if (value instanceof Map<?, ?> map) {
      map(map, out);
    } else if (value instanceof Collection<?> items) {
      String between = "[";
      for (Object item : items) {
        out.append(between);
        write(item, out);
        between = ",";
      }
      out.append(items.isEmpty() ? "[]" : "]");
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      quote(HexFormat.of().formatHex(copy), out);
    } else if (value instanceof Instant instant) {
      out.append(instant.toEpochMilli());
    } else if (value == null || value instanceof Boolean || isWhole(value)) {
      out.append(value);
    } else if (value instanceof Double number) {
      quote(HexFormat.of().toHexDigits(Double.doubleToLongBits(number)), out);
    } else {
      quote(value.toString(), out); // text or an enum's symbol
    }
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long || value instanceof Integer;
  }

  private static void record(IndexedRecord record, StringBuilder out) {
    String between = "{";
    List<Schema.Field> fields = record.getSchema().getFields();
    for (Schema.Field field : fields) {
      Object value = record.get(field.pos());
      if (!isDefault(field, value)) {
        out.append(between);
        quote(field.name(), out);
        out.append(':');
        write(value, out);
        between = ",";
      }
    }
    out.append(between.equals("{") ? "{}" : "}");
  }

  private static boolean isDefault(Schema.Field field, @Nullable Object value) {
    if (!field.hasDefaultValue()) {
      return false;
    }
    Object usual = SpecificData.get().getDefaultValue(field);
    if (usual == null || value == null || usual instanceof Map<?, ?>) {
      return Objects.equals(usual, value);
    }
    return SpecificData.get().compare(usual, value, field.schema()) == 0;
  }

  private static void map(Map<?, ?> map, StringBuilder out) {
    List<Map.Entry<String, Object>> entries =
        map.entrySet().stream()
            .map(entry -> Map.entry(String.valueOf(entry.getKey()), (Object) entry.getValue()))
            .sorted(BY_KEY)
            .toList();
    String between = "{";
    for (Map.Entry<String, Object> entry : entries) {
      out.append(between);
      quote(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      between = ",";
    }
    out.append(entries.isEmpty() ? "{}" : "}");
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20) {
        out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
