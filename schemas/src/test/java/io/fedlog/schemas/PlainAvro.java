package io.fedlog.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Avro's binary encoding once more, from its specification and with none of Fedlog's or Avro's
 * reading code: tells a fuzzer whether bytes are a value, and which.
 */
final class PlainAvro {
  private final ByteBuffer in;

  private PlainAvro(ByteBuffer in) {
    this.in = in;
  }

  /** The bytes are no value of the schema. */
  static final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
      super(message, null, false, false);
    }
  }

  /** The value in {@code bytes} from {@code start} to their end, as lists, maps and boxes. */
  static Object read(Schema schema, byte[] bytes, int start) throws BadValueException {
    PlainAvro reader =
        new PlainAvro(
            ByteBuffer.wrap(bytes, start, bytes.length - start)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN));
    Object value = reader.value(schema);
    if (reader.in.hasRemaining()) {
      throw new BadValueException("bytes are left over");
    }
    return value;
  }

  private Object value(Schema schema) throws BadValueException {
    switch (schema.getType()) {
      case NULL:
        return "null";
      case BOOLEAN:
        need(1);
        byte flag = in.get();
        check(flag == 0 || flag == 1, "boolean");
        return flag == 1;
      case INT:
        long number = number();
        check(number == (int) number, "int");
        return number;
      case LONG:
        return number();
      case FLOAT:
        need(4);
        return in.getFloat();
      case DOUBLE:
        need(8);
        return in.getDouble();
      case STRING:
        return text(take(length()));
      case BYTES:
        return ByteBuffer.wrap(take(length()));
      case FIXED:
        return ByteBuffer.wrap(take(schema.getFixedSize()));
      case ENUM:
        return one(schema.getEnumSymbols());
      case UNION:
        Schema branch = one(schema.getTypes());
        return List.of(branch.getFullName(), value(branch));
      case RECORD:
        Map<String, Object> record = new LinkedHashMap<>();
        for (Schema.Field field : schema.getFields()) {
          record.put(field.name(), value(field.schema()));
        }
        return record;
      case ARRAY:
        List<Object> items = new ArrayList<>();
        for (long n = count(); n > 0; n = count()) {
          for (long i = 0; i < n; i++) {
            items.add(value(schema.getElementType()));
          }
        }
        return items;
      case MAP:
        Map<String, Object> entries = new HashMap<>();
        for (long n = count(); n > 0; n = count()) {
          for (long i = 0; i < n; i++) {
            entries.put(text(take(length())), value(schema.getValueType()));
          }
        }
        return entries;
      default:
        throw new AssertionError(schema);
    }
  }

  private <T> T one(List<T> choices) throws BadValueException {
    long index = number();
    check(index >= 0 && index < choices.size(), "choice");
    return choices.get((int) index);
  }

  /** Zigzag, base 128, least significant group first. */
  private long number() throws BadValueException {
    long bits = 0;
    for (int group = 0; group < 10; group++) {
      need(1);
      byte next = in.get();
      bits |= (long) (next & 127) << (7 * group);
      if ((next & 128) == 0) {
        return bits % 2 == 0 ? bits >>> 1 : ~(bits >>> 1);
      }
    }
    throw new BadValueException("number");
  }

  private long count() throws BadValueException {
    long count = number();
    if (count >= 0) {
      return count;
    }
    length(); // of the block, for readers that skip it
    check(count != Long.MIN_VALUE, "count");
    return -count;
  }

  private int length() throws BadValueException {
    long length = number();
    check(length >= 0 && length <= in.remaining(), "length");
    return (int) length;
  }

  private byte[] take(int length) throws BadValueException {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) throws BadValueException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadValueException("UTF-8");
    }
  }

  private void need(int bytes) throws BadValueException {
    check(bytes <= in.remaining(), "end");
  }

  private static void check(boolean holds, String what) throws BadValueException {
    if (!holds) {
      throw new BadValueException(what);
    }
  }
}
