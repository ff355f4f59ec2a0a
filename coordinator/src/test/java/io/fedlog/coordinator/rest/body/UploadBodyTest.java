package io.fedlog.coordinator.rest.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadBodyTest {

  private static final long MOST = 1 << 20;

  @Test
  void shouldTakeTheContractsExample() throws Exception {
    UploadBody body =
        read(
            """
            {
              "round_id": "round_abc123",
              "model_parameters": {
                "layer1": [[0.1, 0.2], [0.3, 0.4]],
                "layer2": [[0.5], [0.6]]
              },
              "training_metrics": {"loss": 0.25, "accuracy": 0.85, "training_samples": 1000}
            }
            """);

    assertThat(body.parameters().layout())
        .containsExactly(new Tensor("layer1", List.of(2, 2)), new Tensor("layer2", List.of(2, 1)));
    assertThat(numbers(body)).containsExactly(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
    assertThat(body.metrics().samples()).isEqualTo(1000);
    assertThat(body.metrics().numbers()).containsOnly(entry("loss", 0.25), entry("accuracy", 0.85));
  }

  @Test
  void shouldKeepOrderAndShapes_whenLayersAreListsOfWeights() throws Exception {
    UploadBody body =
        read(
            """
            {"model_parameters": {
              "z": [[[1, 2, 3], [4, 5, 6]], [7, 8, 9]],
              "dropout": [],
              "a": [[[10]]],
              "scale": 11,
              "mixed": [12, [13, 14]]
            }}
            """);

    assertThat(body.parameters().layout())
        .containsExactly(
            new Tensor("z[0]", List.of(2, 3)),
            new Tensor("z[1]", List.of(3)),
            new Tensor("dropout", List.of(0)),
            new Tensor("a", List.of(1, 1, 1)),
            new Tensor("scale", List.of()),
            new Tensor("mixed[0]", List.of()),
            new Tensor("mixed[1]", List.of(2)));
    assertThat(numbers(body))
        .containsExactly(1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14.);
  }

  @Test
  void shouldGrowWithTheNumbers_whenTheyAreMany() throws Exception {
    StringBuilder text = new StringBuilder("{\"model_parameters\":{\"w\":[0");
    for (int i = 1; i < 5000; i++) {
      text.append(',').append(i);
    }
    UploadBody body = read(text.append("]}}").toString());

    assertThat(body.parameters().layout()).containsExactly(new Tensor("w", List.of(5000)));
    assertThat(numbers(body)).hasSize(5000).endsWith(4998.0, 4999.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | MALFORMED | model_parameters is missing",
        "[] | MALFORMED | expected a JSON object",
        "`` | MALFORMED | expected a JSON object",
        "{\"model_parameters\": | MALFORMED | at line 1",
        "{\"model_parameters\": {\"w\": [1]}} {} | MALFORMED | more follows",
        "{\"round_id\": \"other\"} | MALFORMED | round_id: expected \"round_abc123\"",
        "{\"model_parameters\": [1]} | MALFORMED | from layer name",
        "{\"model_parameters\": {\"w\": \"1\"}} | MALFORMED | w: expected numbers",
        "{\"model_parameters\": {\"w\": [1, null]}} | MALFORMED | came VALUE_NULL",
        "{\"model_parameters\": {\"w\": [1], \"w\": [2]}} | MALFORMED | each name once",
        "{\"model_parameters\": {\"w[0]\": [1]}} | MALFORMED | does not end in [number]",
        "{\"model_parameters\": {\"control.w\": [1]}} | MALFORMED | control variates",
        "{\"model_parameters\": {\" \": [1]}} | MALFORMED | not blank",
        "{\"model_parameters\": {\"w\": [1, NaN]}} | UNFIT | number 1 of the update (from 0) is NaN",
        "{\"model_parameters\": {\"w\": [-Infinity]}} | UNFIT | is -Infinity",
        "{\"model_parameters\": {\"w\": [1e999]}} | UNFIT | is Infinity",
        "{\"model_parameters\": {\"w\": [[[1], [2, 3]]]}} | UNFIT | came [1] and [2]",
        "{\"model_parameters\": {\"w\": []}} | UNFIT | at least one number",
        "{\"model_parameters\": {}} | UNFIT | at least one number",
        "{\"training_metrics\": {\"loss\": NaN}} | UNFIT | training_metrics.loss is NaN",
        "{\"training_metrics\": {\"training_samples\": 1.5}} | MALFORMED | a whole number",
        "{\"training_metrics\": {\"training_samples\": -1}} | MALFORMED | a whole number",
        "{\"training_metrics\": {\"loss\": [1]}} | MALFORMED | loss: expected a number",
        "{\"training_metrics\": {\"\": 1}} | MALFORMED | names of 1 to 200 characters",
        "{\"training_metrics\": 1} | MALFORMED | an object of named numbers",
      })
  void shouldSayWhatIsWrong(String text, BodyException.Fault fault, String words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(BodyException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(words);
  }

  @Test
  void shouldPassOver_whatTheContractDoesNotKnow() throws Exception {
    UploadBody body =
        read(
            "{\"store_id\": {\"deep\": [1]}, \"model_parameters\": {\"w\": [2]},"
                + " \"training_metrics\": null, \"more\": [[3]]}");

    assertThat(numbers(body)).containsExactly(2.0);
    assertThat(body.metrics().numbers()).isEmpty();
  }

  @Test
  void shouldRefuseMoreNumbersThanTheRoundHas_beforeTheRestIsRead() {
    CountingZeros zeros = new CountingZeros("{\"model_parameters\":{\"w\":[");

    assertThatThrownBy(() -> UploadBody.read(zeros, Long.MAX_VALUE, "r", 3))
        .isInstanceOfSatisfying(
            BodyException.class, e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.UNFIT))
        .hasMessageContaining("at most 3 numbers, more came");
    assertThat(zeros.given).isLessThan(100_000);
  }

  @Test
  void shouldRefuseEndlessBodies_atTheLimit() {
    CountingZeros zeros = new CountingZeros("{\"model_parameters\":{\"w\":[");

    assertThatThrownBy(() -> UploadBody.read(zeros, 50_000, "r", Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            BodyException.class,
            e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.TOO_LARGE))
        .hasMessageContaining("at most 50000 bytes");
    assertThat(zeros.given).isLessThan(70_000);
  }

  @ParameterizedTest
  @CsvSource({"model_parameters", "passed_over", "training_metrics"})
  void shouldRefuseDepth_whereverItIs(String field) {
    String text = "{\"%s\": {\"w\": %s".formatted(field, "[".repeat(100_000));

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BodyException.class)
        .hasMessageMatching("(?s).*(a depth of at most 24|expected a number).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{%s}",
        "{\"passed_over\": {%s}}",
        "{\"passed_over\": [{%s}]}",
        "{\"training_metrics\": {%s}}"
      })
  void shouldRefuseMoreNamesThanAnUpdateNeeds_whereverTheyAre(String form) {
    StringBuilder names = new StringBuilder("\"n\": null");
    for (int i = 0; i < JsonBody.MOST_NAMES; i++) {
      names.append(",\"n").append(i).append("\": null");
    }

    assertThatThrownBy(() -> read(form.formatted(names)))
        .isInstanceOfSatisfying(
            BodyException.class,
            e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.MALFORMED))
        .hasMessageContaining("at most 16384 names of fields in all, more came");
  }

  @ParameterizedTest
  @ValueSource(strings = {"passed_over", "training_metrics"})
  void shouldRefuseANameThatComesTwice_alsoWhereNobodyReadsIt(String field) {
    assertThatThrownBy(() -> read("{\"%s\": {\"n\": null, \"n\": null}}".formatted(field)))
        .hasMessageContaining("each name once");
  }

  @Test
  void shouldSayThatABodyEnds_whenItDoesInWhatIsPassedOver() {
    assertThatThrownBy(() -> read("{\"passed_over\": {\"n\": [1, {"))
        .isInstanceOf(BodyException.class)
        .hasMessageContaining("it ends or differs");
  }

  @Test
  void shouldRefuseATree_thatIsLargerThanWhatIsAskedFor() {
    String text = "{\"target_stores\": [" + "[],".repeat(JsonBody.MOST_OF_A_TREE / 2) + "[]]}";
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> JsonBody.object(in, MOST))
        .hasMessageContaining("at most 262144 values, names and brackets, more came");
  }

  @Test
  void shouldRefuseLongNumbersAndNames() {
    assertThatThrownBy(() -> read("{\"model_parameters\":{\"w\":[" + "1".repeat(401) + "]}}"))
        .hasMessageContaining("numbers of 400 characters");
    assertThatThrownBy(() -> read("{\"model_parameters\":{\"" + "n".repeat(401) + "\":[1]}}"))
        .hasMessageContaining("names of 400");
  }

  @Test
  void shouldRefuseTooManyArrays_whenEachIsOfAnotherShape() {
    String text = "{\"model_parameters\":{\"w\":[" + "1,[1],".repeat(5000) + "1]}}";

    assertThatThrownBy(() -> read(text)).hasMessageContaining("at most 8192 arrays");
  }

  private static UploadBody read(String text) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return UploadBody.read(in, MOST, "round_abc123", Long.MAX_VALUE);
  }

  private static List<Double> numbers(UploadBody body) {
    List<Double> numbers = new ArrayList<>();
    for (int at = 0; at < body.parameters().values().limit(); at += Double.BYTES) {
      numbers.add(body.parameters().values().getDouble(at));
    }
    return numbers;
  }

  /** A beginning, then zeros without end. */
  private static final class CountingZeros extends InputStream {
    private final byte[] beginning;
    private int given;

    CountingZeros(String beginning) {
      this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      int at = given++;
      return at < beginning.length ? beginning[at] : (at - beginning.length) % 2 == 0 ? '0' : ',';
    }
  }
}
