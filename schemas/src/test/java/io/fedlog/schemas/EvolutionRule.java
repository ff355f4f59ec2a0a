package io.fedlog.schemas;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** The rule that schemas change by: today's readers can read whatever a release has written. */
final class EvolutionRule {
  private EvolutionRule() {}

  /** Why {@code today} may not follow {@code released}, and what to do; empty when it may. */
  static Optional<String> breach(String subject, String release, Schema released, Schema today) {
    if (compare(today, released).getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
      return Optional.empty();
    }
    String where = String.join("; ", differences(named(released), named(today)));
    return Optional.of(
        subject
            + " can no longer read what release "
            + release
            + " wrote: "
            + where
            + ". Records outlive releases, so undo this change in src/main/avro: give a new field a"
            + " default, keep names, types, enum symbols and union branches as they were, and add"
            + " a second field beside one whose meaning must change. See 'How schemas may change'"
            + " in schemas/README.md.");
  }

  /** All breaches of one subject against all its releases. */
  static List<String> breaches(String subject, List<Schema> releases, Schema today) {
    return IntStream.range(0, releases.size())
        .mapToObj(i -> breach(subject, "v" + (i + 1), releases.get(i), today))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Avro blames a union for what is wrong inside a branch, so each named type is compared alone.
   */
  private static Set<String> differences(Map<String, Schema> released, Map<String, Schema> today) {
    Set<String> differences = new LinkedHashSet<>();
    released.forEach(
        (name, old) -> {
          Schema now = today.get(name);
          if (now != null) {
            compare(now, old).getIncompatibilities().stream()
                .map(i -> i.getType() + " in " + name + i.getLocation() + ": " + i.getMessage())
                .forEach(differences::add);
          }
        });
    return differences;
  }

  private static SchemaCompatibilityResult compare(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
  }

  private static Map<String, Schema> named(Schema schema) {
    Map<String, Schema> found = new LinkedHashMap<>();
    collect(schema, found);
    return found;
  }

  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case ARRAY -> collect(schema.getElementType(), found);
      case MAP -> collect(schema.getValueType(), found);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, found));
      case ENUM -> found.put(schema.getFullName(), schema);
      case RECORD -> {
        if (found.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), found));
        }
      }
      default -> {}
    }
  }
}
