package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What happens while an installation runs two versions: one with today's schemas, the other with
 * those of a release that knows more, or less. Their difference is a field of every record.
 */
class TwoVersionsTest {

  private static final int ID = 4711;
  private static final int RECORDS = 30;
  private static final SchemaDirectory NO_REGISTRY = new FingerprintDirectory();
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Topic<?>> topics() {
    return Samples.allTopics().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldLeaveOutWhatItDoesNotKnow_whenTheWriterIsNewer(Topic<?> topic) throws Exception {
    Schema today = PortableSchema.of(topic.schema());
    Schema newer = withOneMoreField(today);

    for (Object datum : new RandomData(newer, RECORDS, 11)) {
      byte[] bytes = Samples.written(newer, ID, datum);
      assertThat(readAndWritten(topic, newer, bytes)).isEqualTo(cut(datum, today));
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldTakeDefaults_whenTheWriterIsOlder(Topic<?> topic) throws Exception {
    Schema today = PortableSchema.of(topic.schema());
    Schema older = withoutDefaulted(today);

    for (Object datum : new RandomData(older, RECORDS, 12)) {
      byte[] bytes = Samples.written(older, ID, datum);
      GenericRecord read = (GenericRecord) readAndWritten(topic, older, bytes);
      assertThat(cut(read, older)).isEqualTo(datum);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldBeReadByTheReleaseBefore_whenTheWriterIsTodays(Topic<?> topic) throws Exception {
    Schema today = PortableSchema.of(topic.schema());
    Schema older = withoutDefaulted(today);

    for (Object datum : new RandomData(today, RECORDS, 13)) {
      byte[] bytes = Samples.written(today, ID, datum);
      assertThat(read(bytes, today, older)).isEqualTo(cut(datum, older));
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldSetTheRecordAside_whenThereIsNoRegistryToAskForANewerSchema(Topic<?> topic) {
    Schema newer = withOneMoreField(PortableSchema.of(topic.schema()));
    Object datum = new RandomData(newer, 1, 14).iterator().next();
    byte[] bytes = Samples.written(newer, PortableSchema.fingerprint(newer), datum);

    assertThatThrownBy(() -> RecordCodec.of(topic, NO_REGISTRY).decode(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("unknown_schema");
  }

  @Test
  void shouldSetAsideOnlyWhatItCannotKnow_whenAUnionHasANewBranch() throws Exception {
    Schema today = PortableSchema.of(Topics.ROUNDS.schema());
    Schema newer = withABranchInBody(today);
    RecordCodec<RoundRecord> codec = RecordCodec.of(Topics.ROUNDS, knowing(newer));
    int known = 0;
    int unknown = 0;
    for (Object datum : new RandomData(newer, 200, 15)) {
      byte[] bytes = Samples.written(newer, ID, datum);
      Schema branch = ((GenericRecord) ((GenericRecord) datum).get("body")).getSchema();
      if (branch.getName().equals("RoundOfTomorrow")) {
        assertThatThrownBy(() -> codec.decode(bytes))
            .isInstanceOf(UnreadableRecordException.class)
            .hasMessageContaining("wrong_schema");
        unknown++;
      } else {
        assertThat(codec.decode(bytes).getBody()).isNotNull();
        known++;
      }
    }
    assertThat(known).isPositive();
    assertThat(unknown).isPositive();
  }

  /** Read as the services do, written again, and read by Avro alone. */
  private static <T extends SpecificRecord> Object readAndWritten(
      Topic<T> topic, Schema writer, byte[] bytes) throws Exception {
    T value = RecordCodec.of(topic, knowing(writer)).decode(bytes);
    byte[] again = RecordCodec.of(topic, NO_REGISTRY).encode(value);
    Schema today = PortableSchema.of(topic.schema());
    return read(again, today, today);
  }

  private static Object read(byte[] bytes, Schema writer, Schema reader) throws Exception {
    return new GenericDatumReader<>(writer, reader)
        .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
  }

  /** A registry that has that one schema. */
  private static SchemaDirectory knowing(Schema schema) {
    return new SchemaDirectory() {
      @Override
      public int idOf(String subject, Schema asked) {
        return ID;
      }

      @Override
      public Schema byId(int id) {
        return schema;
      }
    };
  }

  /** The datum with no more than the fields of that schema, by plain copying. */
  private static Object cut(Object datum, Schema to) {
    return switch (to.getType()) {
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(to);
        for (Schema.Field field : to.getFields()) {
          record.put(field.name(), cut(((GenericRecord) datum).get(field.name()), field.schema()));
        }
        yield record;
      }
      case UNION -> datum == null ? null : cut(datum, branch(datum, to));
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        ((List<?>) datum).forEach(item -> items.add(cut(item, to.getElementType())));
        yield new GenericData.Array<>(to, items);
      }
      case MAP -> {
        Map<Object, Object> entries = new LinkedHashMap<>();
        ((Map<?, ?>) datum)
            .forEach((key, value) -> entries.put(key, cut(value, to.getValueType())));
        yield entries;
      }
      case ENUM -> new GenericData.EnumSymbol(to, datum.toString());
      default -> datum;
    };
  }

  private static Schema branch(Object datum, Schema union) {
    if (datum instanceof GenericRecord record) {
      return union.getTypes().stream()
          .filter(one -> one.getFullName().equals(record.getSchema().getFullName()))
          .findFirst()
          .orElseThrow();
    }
    assertThat(datum).isNotInstanceOf(GenericArray.class);
    return union.getTypes().get(GenericData.get().resolveUnion(union, datum));
  }

  private static Schema withOneMoreField(Schema schema) {
    JsonNode json = tree(schema);
    records(json)
        .forEach(
            record ->
                ((ArrayNode) record.get("fields"))
                    .addObject()
                    .put("name", "from_tomorrow")
                    .put("type", "string")
                    .put("default", ""));
    return parsed(json);
  }

  /** The least that an older release may have had. */
  private static Schema withoutDefaulted(Schema schema) {
    JsonNode json = tree(schema);
    for (ObjectNode record : records(json)) {
      List<JsonNode> kept = new ArrayList<>();
      for (JsonNode field : record.get("fields")) {
        // A type is written out where it is first used, and goes with no field that others need.
        if (!field.has("default") || isNamed(field.get("type"))) {
          kept.add(field);
        }
      }
      record.putArray("fields").addAll(kept);
    }
    return parsed(json);
  }

  private static boolean isNamed(JsonNode type) {
    return type.toString().contains("\"fields\"") || type.toString().contains("\"symbols\"");
  }

  private static Schema withABranchInBody(Schema schema) {
    JsonNode json = tree(schema);
    for (JsonNode field : json.get("fields")) {
      if (field.get("name").asText().equals("body")) {
        ObjectNode branch =
            ((ArrayNode) field.get("type"))
                .addObject()
                .put("type", "record")
                .put("name", "RoundOfTomorrow");
        branch.putArray("fields").addObject().put("name", "x").put("type", "long");
      }
    }
    return parsed(json);
  }

  private static JsonNode tree(Schema schema) {
    try {
      return JSON.readTree(schema.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema parsed(JsonNode json) {
    return new Schema.Parser().parse(json.toString());
  }

  private static List<ObjectNode> records(JsonNode json) {
    List<ObjectNode> found = new ArrayList<>();
    if (json instanceof ObjectNode object && object.path("type").asText().equals("record")) {
      found.add(object);
    }
    for (Iterator<JsonNode> below = json.elements(); below.hasNext(); ) {
      found.addAll(records(below.next()));
    }
    return found;
  }
}
