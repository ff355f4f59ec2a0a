package io.fedlog.aggregator.replay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** In which fields two records of one schema differ. */
final class FieldDifferences {
  private static final int LONGEST = 120;

  private FieldDifferences() {}

  /** The fields that differ, by the names they have on the topic. */
  static List<Difference> of(SpecificRecord expected, SpecificRecord came) {
    List<Difference> found = new ArrayList<>();
    add("", expected, came, found);
    return found;
  }

  private static void add(
      String path, @Nullable Object expected, @Nullable Object came, List<Difference> found) {
    if (Objects.equals(expected, came)) {
      return;
    }
    if (expected instanceof SpecificRecord one
        && came instanceof SpecificRecord other
        && one.getSchema().equals(other.getSchema())) {
      for (Schema.Field field : one.getSchema().getFields()) {
        String name = path.isEmpty() ? field.name() : path + "." + field.name();
        add(name, one.get(field.pos()), other.get(field.pos()), found);
      }
    } else if (expected instanceof List<?> one
        && came instanceof List<?> other
        && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        add(path + "[" + i + "]", one.get(i), other.get(i), found);
      }
    } else {
      found.add(new Difference(path, text(expected), text(came)));
    }
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
