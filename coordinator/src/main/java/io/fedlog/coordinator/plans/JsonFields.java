package io.fedlog.coordinator.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * JSON as people write it into Avro records: unions without their branch's name, decimals as
 * numbers or as text. Every failure names the field with its place, what came, and what was
 * expected.
 */
final class JsonFields {

  private JsonFields() {}

  static JsonNode require(ObjectNode fields, String name) {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  static String text(ObjectNode fields, String name) {
    JsonNode value = require(fields, name);
    if (!value.isTextual()) {
      throw wrong(name, value, "text");
    }
    return value.textValue();
  }

  /**
   * Sets the record's fields to what the JSON says; others stay as they are.
   *
   * @param place of the record in the file: empty, or ending in '.'
   */
  static void fill(SpecificRecord record, ObjectNode json, String place) {
    Schema schema = record.getSchema();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      Schema.Field field = schema.getField(entry.getKey());
      if (field == null) {
        List<String> known = schema.getFields().stream().map(Schema.Field::name).toList();
        throw new IllegalArgumentException(
            "there is no field " + place + entry.getKey() + "; expected one of " + known);
      }
      record.put(field.pos(), value(entry.getValue(), field.schema(), place + field.name()));
    }
  }

  private static @Nullable Object value(JsonNode json, Schema schema, String place) {
    return switch (schema.getType()) {
      case UNION -> json.isNull() ? null : value(json, schema.getTypes().get(1), place);
      case RECORD -> record(json, schema, place);
      case ENUM -> symbol(json, schema, place);
      case MAP -> map(json, schema, place);
      case ARRAY -> array(json, schema, place);
      case STRING -> {
        if (!json.isTextual() && !json.isNumber() && !json.isBoolean()) {
          throw wrong(place, json, "text or a number");
        }
        yield json.asText();
      }
      case INT -> {
        if (!json.canConvertToInt() || !json.isIntegralNumber()) {
          throw wrong(place, json, "a whole number");
        }
        yield json.intValue();
      }
      case LONG -> {
        if (!json.canConvertToLong() || !json.isIntegralNumber()) {
          throw wrong(place, json, "a whole number");
        }
        yield json.longValue();
      }
      case DOUBLE -> {
        if (!json.isNumber()) {
          throw wrong(place, json, "a number");
        }
        yield json.doubleValue();
      }
      case BOOLEAN -> {
        if (!json.isBoolean()) {
          throw wrong(place, json, "true or false");
        }
        yield json.booleanValue();
      }
      default -> throw new IllegalStateException(place + ": no file can say " + schema.getType());
    };
  }

  private static Object record(JsonNode json, Schema schema, String place) {
    if (!(json instanceof ObjectNode fields)) {
      throw wrong(place, json, "an object");
    }
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        record.put(field.pos(), SpecificData.get().getDefaultValue(field));
      } else if (!fields.has(field.name())) {
        throw new IllegalArgumentException(place + "." + field.name() + " is missing");
      }
    }
    fill(record, fields, place + ".");
    return record;
  }

  private static Object symbol(JsonNode json, Schema schema, String place) {
    if (!json.isTextual() || !schema.hasEnumSymbol(json.textValue())) {
      throw wrong(place, json, "one of " + schema.getEnumSymbols());
    }
    return SpecificData.get().createEnum(json.textValue(), schema);
  }

  private static Object map(JsonNode json, Schema schema, String place) {
    if (!(json instanceof ObjectNode fields)) {
      throw wrong(place, json, "an object");
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(
            entry ->
                map.put(
                    entry.getKey(),
                    value(entry.getValue(), schema.getValueType(), place + "." + entry.getKey())));
    return map;
  }

  private static Object array(JsonNode json, Schema schema, String place) {
    if (!json.isArray()) {
      throw wrong(place, json, "a list");
    }
    List<@Nullable Object> list = new ArrayList<>();
    json.forEach(item -> list.add(value(item, schema.getElementType(), place)));
    return list;
  }

  static IllegalArgumentException wrong(String place, JsonNode came, String expected) {
    return new IllegalArgumentException(place + " is " + came + "; expected " + expected);
  }
}
