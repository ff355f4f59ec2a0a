package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Our codec beside a real registry and beside Confluent's own code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {
  private @Nullable ApicurioRegistry apicurio;
  private @Nullable ConfluentProcess confluent;
  private @Nullable RegistryServer own;
  private @Nullable TestAbortedException absent;

  static List<Topic<?>> topics() {
    return Samples.allTopics();
  }

  @BeforeAll
  void start() throws Exception {
    own = RegistryServer.start(0);
    try {
      confluent = ConfluentProcess.start();
      apicurio = ApicurioRegistry.start();
    } catch (TestAbortedException e) {
      absent = e;
    }
  }

  /** Each test says for itself that it was skipped: of a skipped class the reports say nothing. */
  private ApicurioRegistry apicurio() {
    return present(apicurio);
  }

  private ConfluentProcess confluent() {
    return present(confluent);
  }

  private <P> P present(@Nullable P part) {
    if (part == null) {
      throw Objects.requireNonNull(absent);
    }
    return part;
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {apicurio, confluent, own}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldUnderstandEachOther_whenIdsComeFromARegistry(Topic<?> topic) throws Exception {
    assertThatBothReadEachOther(topic, apicurio().url(), true);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldUnderstandEachOther_whenIdsAreFingerprints(Topic<?> topic) throws Exception {
    assertThatBothReadEachOther(topic, own.uri().toString(), false);
  }

  private <T extends SpecificRecord> void assertThatBothReadEachOther(
      Topic<T> topic, String registry, boolean real) throws Exception {
    // Given a value that Avro made up
    Schema schema = PortableSchema.of(topic.schema());
    FingerprintDirectory fingerprints = new FingerprintDirectory();
    int fingerprint = fingerprints.idOf(topic.subject(), schema);
    byte[] made = Samples.randomRecords(schema, fingerprint, 1, new Random(3)).get(0);
    T value = RecordCodec.of(topic, fingerprints).decode(made);
    Map<String, String> config = Map.of("schema.registry.url", registry);
    RecordCodec<T> ours =
        RecordCodec.of(topic, real ? new RegistryDirectory(config) : fingerprints);

    // When Confluent's code reads ours and writes it again
    byte[] bytes = ours.encode(value);
    String json = confluent().read(registry, topic.name(), bytes);
    byte[] theirs = confluent().write(registry, topic.name(), schema.toString(), json, true);

    // Then it is the same value, under the same id
    assertThat(RecordCodec.of(topic, fingerprints).decode(fromJson(schema, fingerprint, json)))
        .isEqualTo(value);
    assertThat(theirs).hasSameSizeAs(bytes).startsWith(Arrays.copyOf(bytes, 5));
    RecordCodec<T> fresh =
        RecordCodec.of(topic, real ? new RegistryDirectory(config) : new FingerprintDirectory());
    assertThat(fresh.decode(theirs)).isEqualTo(value);
  }

  @Test
  void shouldLookUpWithoutRegistering_whenConfluentsSerializerMayNotRegister() throws Exception {
    Schema schema = PortableSchema.of(Topics.HEARTBEATS.schema());
    String json =
        "{\"store_id\":\"s\",\"at\":5,\"code_version\":\"0.1.0\",\"model_types\":[\"m\"],"
            + "\"signature\":null,\"signing_key_id\":null}";
    String registry = own.uri().toString();

    byte[] bytes = confluent().write(registry, "fl.heartbeats", schema.toString(), json, false);

    Heartbeat heartbeat =
        RecordCodec.of(Topics.HEARTBEATS, new FingerprintDirectory()).decode(bytes);
    assertThat(heartbeat.getStoreId()).isEqualTo("s");
    assertThat(heartbeat.getAt()).isEqualTo(Instant.ofEpochMilli(5));
    assertThat(heartbeat.getModelTypes()).containsExactly("m");
  }

  @Test
  void shouldSayUnknownSchema_whenARealRegistryHasNoSuchId() {
    RegistryDirectory directory = directory(true);
    assertThatThrownBy(() -> directory.byId(987654))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class,
            e -> assertThat(e.reason()).isEqualTo("unknown_schema"));
  }

  @Test
  void shouldOnlyFindWhatIsThere_whenAutoRegisterIsOff() {
    int id = directory(true).idOf("fl.stores-value", Topics.STORES.schema());

    assertThat(directory(false).idOf("fl.stores-value", Topics.STORES.schema())).isEqualTo(id);
    assertThatThrownBy(() -> directory(false).idOf("none-value", Topics.STORES.schema()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("auto.register.schemas=true");
  }

  @Test
  void shouldPointToTheRules_whenARealRegistryRefusesABreakingChange() throws Exception {
    Schema first = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema optional =
        SchemaBuilder.record("R").fields().requiredString("a").optionalLong("b").endRecord();
    Schema breaking =
        SchemaBuilder.record("R").fields().requiredString("a").requiredLong("c").endRecord();
    assertThat(apicurio().requireBackward()).isTrue();

    int id = directory(true).idOf("evolving-value", first);
    assertThat(directory(true).idOf("evolving-value", optional)).isNotEqualTo(id);
    assertThatThrownBy(() -> directory(true).idOf("evolving-value", breaking))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("evolving-value")
        .hasMessageContaining("schemas/README.md");
  }

  private RegistryDirectory directory(boolean autoRegister) {
    return new RegistryDirectory(
        Map.of("schema.registry.url", apicurio().url(), "auto.register.schemas", autoRegister));
  }

  private static byte[] fromJson(Schema schema, int id, String json) throws IOException {
    Object datum =
        new GenericDatumReader<>(schema).read(null, DecoderFactory.get().jsonDecoder(schema, json));
    return Samples.written(schema, id, datum);
  }
}
