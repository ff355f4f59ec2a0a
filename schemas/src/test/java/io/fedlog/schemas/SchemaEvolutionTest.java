package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
  private static final Path RESOURCES =
      Path.of("src", "main", "resources", "io", "fedlog", "schemas", "published");

  static Stream<String> subjects() {
    return PublishedSchemas.today().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void shouldReadEveryRelease_whenSchemasAreTodays(String subject) {
    Schema today = Objects.requireNonNull(PublishedSchemas.today().get(subject));
    assertThat(EvolutionRule.breaches(subject, releases(subject), today)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void shouldBePublished_whenASchemaIsTodays(String subject) {
    Schema today = Objects.requireNonNull(PublishedSchemas.today().get(subject));
    assertThat(releases(subject).stream().map(PortableSchema::normalForm))
        .as(
            "%s has changed, but its schema is not among the published ones, so records written"
                + " today could not be read by a later release without a registry. Publish it under"
                + " the next free number (v1 while 0.1.0 is not released):%n"
                + "  mvn -pl schemas test -Dtest=SchemaEvolutionTest -Dfedlog.publish=v1%n"
                + "and commit the files. Never change the files of a release.",
            subject)
        .contains(PortableSchema.normalForm(today));
  }

  /** Not a check: writes the files that {@link #shouldBePublished_whenASchemaIsTodays} asks for. */
  @Test
  void shouldWriteTheFiles_whenPublishingIsAskedFor() throws Exception {
    String release = System.getProperty("fedlog.publish", "");
    Assumptions.assumeFalse(release.isEmpty(), "skipped: nothing is to be published");
    assertThat(release).matches("v[1-9][0-9]*");
    Path folder = Files.createDirectories(RESOURCES.resolve(release));
    for (Map.Entry<String, Schema> entry : PublishedSchemas.today().entrySet()) {
      Files.writeString(
          folder.resolve(entry.getKey() + ".avsc"),
          entry.getValue().toString(true) + "\n",
          StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a field without a default | READER_FIELD_MISSING_DEFAULT_VALUE |"
            + " {\"name\":\"page\",\"type\":\"int\" |"
            + " {\"name\":\"extra\",\"type\":\"int\"},{\"name\":\"page\",\"type\":\"int\"",
        "another type | TYPE_MISMATCH |"
            + " {\"name\":\"page\",\"type\":\"int\" | {\"name\":\"page\",\"type\":\"string\"",
        "another name | READER_FIELD_MISSING_DEFAULT_VALUE |"
            + " {\"name\":\"page\",\"type\":\"int\" | {\"name\":\"sheet\",\"type\":\"int\"",
        "a symbol gone | MISSING_ENUM_SYMBOLS | \"FLOAT64\", | ",
        "a record renamed | MISSING_UNION_BRANCH | \"RoundTargets\" | \"RoundPages\""
      })
  void shouldBeCaught_whenAChangeBreaksReaders(
      String change, String incompatibility, String from, String to) {
    Schema breaking = mutated(from, to == null ? "" : to);

    String breach =
        EvolutionRule.breach("fl.rounds-value", "v1", rounds(), breaking).orElse("none");

    assertThat(breach)
        .as(change)
        .contains("fl.rounds-value can no longer read what release v1 wrote")
        .contains(incompatibility)
        .contains("give a new field a default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"page\",\"type\":\"int\" |"
            + " {\"name\":\"extra\",\"type\":\"int\",\"default\":0},{\"name\":\"page\",\"type\":\"int\"",
        "{\"name\":\"page\",\"type\":\"int\" | {\"name\":\"page\",\"type\":\"long\"",
        "\"FLOAT64\", | \"FLOAT64\",\"FLOAT16\","
      })
  void shouldPass_whenAChangeKeepsReadersWorking(String from, String to) {
    assertThat(EvolutionRule.breach("fl.rounds-value", "v1", rounds(), mutated(from, to)))
        .isEmpty();
  }

  @Test
  void shouldKnowTheIdsOfEveryRelease_whenThereIsNoRegistry() {
    FingerprintDirectory directory = new FingerprintDirectory();
    subjects()
        .flatMap(subject -> releases(subject).stream())
        .forEach(
            schema ->
                assertThat(directory.byId(PortableSchema.fingerprint(schema)).getFullName())
                    .isEqualTo(schema.getFullName()));
  }

  @Test
  void shouldKeepTheId_whenOnlyCommentsAndJavaPropertiesDiffer() {
    Schema plain =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                    + "{\"name\":\"a\",\"type\":\"string\"}]}");
    Schema dressed =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"doc\":\"x\","
                    + "\"fields\":[{\"name\":\"a\",\"doc\":\"y\",\"type\":"
                    + "{\"type\":\"string\",\"avro.java.string\":\"String\"}}]}");
    Schema defaulted =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                    + "{\"name\":\"a\",\"type\":\"string\",\"default\":\"\"}]}");
    // printf '{"fields":[{"name":"a","type":"string"}],"name":"R","type":"record"}' | sha256sum
    assertThat(PortableSchema.fingerprint(plain)).isEqualTo(457904257);
    assertThat(PortableSchema.fingerprint(dressed)).isEqualTo(457904257);
    assertThat(PortableSchema.fingerprint(defaulted)).isNotEqualTo(457904257);
  }

  private static List<Schema> releases(String subject) {
    return IntStream.iterate(1, version -> version + 1)
        .mapToObj(version -> PublishedSchemas.released(version, subject))
        .takeWhile(Objects::nonNull)
        .toList();
  }

  private static Schema rounds() {
    return Objects.requireNonNull(PublishedSchemas.today().get("fl.rounds-value"));
  }

  private static Schema mutated(String from, String to) {
    String text = rounds().toString();
    assertThat(text).contains(from);
    return new Schema.Parser().parse(text.replace(from, to));
  }
}
