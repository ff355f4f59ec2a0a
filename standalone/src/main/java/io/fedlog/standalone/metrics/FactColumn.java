package io.fedlog.standalone.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table of facts, as it follows from a field of their schema. A field that is a
 * record becomes a column for each of its own fields, named after both.
 *
 * @param name the field's, in small letters with underscores
 * @param type in SQL; times are UTC
 * @param meaning the field's documentation, in one line
 * @param value the field of a record; null where it has none
 */
record FactColumn(
    String name, String type, String meaning, Function<IndexedRecord, @Nullable Object> value) {

  /** A column that a query computes. */
  static FactColumn computed(String name, String type, String meaning) {
    return new FactColumn(name, type, meaning, record -> null);
  }

  /** The columns of a record, in the order of its fields. */
  static List<FactColumn> of(Schema schema) {
    List<FactColumn> columns = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      Schema type = notNull(field.schema());
      int position = field.pos();
      if (type.getType() == Type.RECORD) {
        for (FactColumn inner : of(type)) {
          columns.add(
              new FactColumn(
                  field.name() + "_" + inner.name(),
                  inner.type(),
                  inner.meaning(),
                  record ->
                      record.get(position) instanceof IndexedRecord nested
                          ? inner.value().apply(nested)
                          : null));
        }
      } else {
        columns.add(
            new FactColumn(
                field.name(), sqlType(type), meaning(field), record -> record.get(position)));
      }
    }
    return List.copyOf(columns);
  }

  /** The name as SQL takes it, whatever words SQL keeps to itself. */
  String quoted() {
    return '"' + name + '"';
  }

  private static Schema notNull(Schema schema) {
    return schema.getType() == Type.UNION
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Type.NULL)
            .findFirst()
            .orElse(schema)
        : schema;
  }

  private static String sqlType(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return "TIMESTAMP";
    }
    return switch (schema.getType()) {
      case STRING, ENUM -> "VARCHAR";
      case INT -> "INTEGER";
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
      case MAP -> "MAP(VARCHAR, " + sqlType(schema.getValueType()) + ")";
      case ARRAY -> sqlType(schema.getElementType()) + "[]";
      default ->
          throw new IllegalArgumentException(
              "a field of type %s in a flat fact; expected text, a number, a time, a map or a list"
                  .formatted(schema.getType().getName().toLowerCase(Locale.ROOT)));
    };
  }

  /** In one line; that a time is a number of milliseconds is true on the topic only. */
  private static String meaning(Schema.Field field) {
    String doc = field.doc() == null ? "" : field.doc().strip();
    return doc.replaceAll("\\s*\\R\\s*(\\*\\s)?\\s*", " ")
        .replace(" Milliseconds since 1970-01-01T00:00Z.", "");
  }
}
