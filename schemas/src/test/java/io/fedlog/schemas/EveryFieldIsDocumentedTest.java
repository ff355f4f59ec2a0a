package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryFieldIsDocumentedTest {
  static Stream<Topic<?>> topics() {
    return Samples.allTopics().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldSayWhatItMeans_whenARecordOrFieldIsInTheContract(Topic<?> topic) {
    Set<String> undocumented = new HashSet<>();
    Set<String> withoutUnit = new HashSet<>();
    visit(topic.schema(), new HashSet<>(), undocumented, withoutUnit);
    assertThat(undocumented).as("records and fields without /** ... */ in src/main/avro").isEmpty();
    assertThat(withoutUnit).as("times and durations that do not say milliseconds").isEmpty();
  }

  private static void visit(
      Schema schema, Set<String> seen, Set<String> undocumented, Set<String> withoutUnit) {
    switch (schema.getType()) {
      case ARRAY -> visit(schema.getElementType(), seen, undocumented, withoutUnit);
      case MAP -> visit(schema.getValueType(), seen, undocumented, withoutUnit);
      case UNION ->
          schema.getTypes().forEach(branch -> visit(branch, seen, undocumented, withoutUnit));
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          if (isBlank(schema.getDoc())) {
            undocumented.add(schema.getName());
          }
          for (Field field : schema.getFields()) {
            String name = schema.getName() + "." + field.name();
            if (isBlank(field.doc())) {
              undocumented.add(name);
            } else if (isTime(field) && !field.doc().contains("illiseconds")) {
              withoutUnit.add(name);
            }
            visit(field.schema(), seen, undocumented, withoutUnit);
          }
        }
      }
      default -> {}
    }
  }

  private static boolean isTime(Field field) {
    return field.name().endsWith("_ms")
        || field.schema().toString().contains("timestamp-millis")
            && !field.schema().toString().contains("\"record\"");
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }
}
