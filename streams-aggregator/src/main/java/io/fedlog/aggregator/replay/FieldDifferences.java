package io.fedlog.aggregator.replay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * In which fields two records of one kind differ. Fields that came after the release that wrote one
 * of them say nothing and are passed over.
 */
final class FieldDifferences {
  private static final int LONGEST = 120;

  private final List<Difference> found = new ArrayList<>();
  private final Set<String> unknown = new TreeSet<>();

  private FieldDifferences() {}

  /**
   * Compares.
   *
   * @param writer the schema that {@code came} was written with
   */
  static FieldDifferences of(SpecificRecord expected, SpecificRecord came, Schema writer) {
    FieldDifferences differences = new FieldDifferences();
    differences.add("", expected, came, writer);
    return differences;
  }

  /** The fields that differ, by the names they have on the topic. */
  List<Difference> found() {
    return found;
  }

  /** Fields that have a value by this release, and that the writer's did not have. */
  Set<String> unknown() {
    return unknown;
  }

  private void add(
      String path, @Nullable Object expected, @Nullable Object came, @Nullable Schema writer) {
    if (Objects.equals(expected, came)) {
      return;
    }
    if (expected instanceof SpecificRecord one
        && came instanceof SpecificRecord other
        && one.getSchema().equals(other.getSchema())) {
      Schema written = branch(writer, Schema.Type.RECORD, one.getSchema().getFullName());
      for (Schema.Field field : one.getSchema().getFields()) {
        String name = path.isEmpty() ? field.name() : path + "." + field.name();
        Schema.Field known = written == null ? null : written.getField(field.name());
        if (written == null || known != null) {
          Schema schema = known == null ? null : known.schema();
          add(name, one.get(field.pos()), other.get(field.pos()), schema);
        } else if (!Objects.equals(one.get(field.pos()), other.get(field.pos()))) {
          unknown.add(name);
        }
      }
    } else if (expected instanceof List<?> one
        && came instanceof List<?> other
        && one.size() == other.size()) {
      Schema array = branch(writer, Schema.Type.ARRAY, null);
      for (int i = 0; i < one.size(); i++) {
        Schema element = array == null ? null : array.getElementType();
        add(path + "[" + i + "]", one.get(i), other.get(i), element);
      }
    } else {
      found.add(new Difference(path, text(expected), text(came)));
    }
  }

  /** What of a writer's schema is of a kind; null when nothing is. */
  static @Nullable Schema branch(@Nullable Schema writer, Schema.Type type, @Nullable String name) {
    if (writer == null) {
      return null;
    } else if (writer.getType() == Schema.Type.UNION) {
      return writer.getTypes().stream()
          .map(one -> branch(one, type, name))
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    return writer.getType() == type && (name == null || name.equals(writer.getFullName()))
        ? writer
        : null;
  }

  /** A value as a reader can take it in. */
  static String text(@Nullable Object value) {
    String text;
    if (value == null) {
      return "none";
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      text = HexFormat.of().formatHex(copy);
    } else if (value instanceof List<?> list) {
      text = list.size() + " entries: " + list;
    } else {
      text = value.toString();
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }
}
