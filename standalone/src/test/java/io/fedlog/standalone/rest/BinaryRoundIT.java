package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.NumberType;
import io.fedlog.schemas.ParameterArray;
import io.fedlog.schemas.ParameterSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One layer of two arrays, a 1 x 2 matrix and one bias, in every form that there is. Each call goes
 * to the other one of two coordinators.
 */
class BinaryRoundIT {

  private static final String SAFETENSORS = "application/vnd.safetensors";
  private static final String NPZ = "application/x-npz";
  private static final String AVRO = "application/avro";
  private static final String METRICS = "Fedlog-Training-Metrics";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RestInstallation installation;
  private static int turn;

  @BeforeAll
  static void start() throws Exception {
    installation = new RestInstallation("FL_MIN_STORES", "2");
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void shouldCountAllFormsAlike_andGiveBackEach() throws Exception {
    String round = create("forms", 4);
    assertUploaded(
        send(
            "STORE001",
            "POST",
            round + "/upload",
            "{\"model_parameters\": {\"dense\": [[[1, 2]], [3]]}, \"training_metrics\": {\"training_samples\": 1}}"
                .getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json"));
    assertUploaded(upload("STORE002", round, SAFETENSORS, safetensors(5, 6, 7), 2));
    assertUploaded(upload("STORE003", round, NPZ, npz(9, 10, 11), 3));
    byte[] avro = avro(13, 14, 15.5);
    assertUploaded(upload("STORE004", round, AVRO, avro, 4));
    assertUploaded(upload("STORE004", round, AVRO, avro, 4));
    await().atMost(Duration.ofSeconds(60)).until(() -> status(round).equals("completed"));

    // (1 x 1 + 5 x 2 + 9 x 3 + 13 x 4) / 10, and so on: 9, 10, (3 + 14 + 33 + 62) / 10 = 11.2
    assertThat(JSON.readTree(download(round, "application/json").body()).path("parameters"))
        .hasToString("{\"dense\":[[[9.0,10.0]],[11.2]]}");
    assertThat(numbers(download(round, SAFETENSORS).body(), 24)).containsExactly(9, 10, 11.2);
    ParameterSet set = ParameterSet.getDecoder().decode(download(round, AVRO).body());
    assertThat(set.getArrays())
        .extracting(ParameterArray::getName)
        .containsExactly("dense/0", "dense/1");
    assertThat(set.getArrays().get(0).getShape()).containsExactly(1L, 2L);
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(download(round, NPZ).body()))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("dense/0.npy");
      assertThat(numbers(zip.readAllBytes(), 16)).containsExactly(9, 10);
    }
  }

  @Test
  void shouldTakeBackWhatItGave_inEveryForm() throws Exception {
    String round = create("again", 2);
    assertUploaded(upload("STORE001", round, NPZ, npz(1, 2, 3), 1));
    assertUploaded(upload("STORE002", round, SAFETENSORS, safetensors(3, 4, 5), 1));
    await().atMost(Duration.ofSeconds(60)).until(() -> status(round).equals("completed"));

    String next = create("again", 3);
    int store = 1;
    for (String form : List.of(SAFETENSORS, NPZ, AVRO)) {
      HttpResponse<byte[]> given = download(round, form);
      assertUploaded(upload("STORE00" + store++, next, form, given.body(), 1));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> status(next).equals("completed"));

    assertThat(numbers(download(next, SAFETENSORS).body(), 24)).containsExactly(2, 3, 4);
  }

  @Test
  void shouldSayThatNothingChanged_whenTheClientHasTheModel() throws Exception {
    String round = create("tags", 2);
    assertUploaded(upload("STORE001", round, AVRO, avro(1, 2, 3), 1));
    assertUploaded(upload("STORE002", round, AVRO, avro(1, 2, 3), 1));
    await().atMost(Duration.ofSeconds(60)).until(() -> status(round).equals("completed"));

    String seen = "";
    for (String form : List.of("application/json", SAFETENSORS, NPZ, AVRO)) {
      HttpResponse<byte[]> given = download(round, form);
      String tag = given.headers().firstValue("ETag").orElseThrow();
      assertThat(seen).as("each form has its own tag").doesNotContain(tag);
      seen += tag;
      assertThat(tag.startsWith("W/")).isEqualTo(form.equals("application/json"));
      assertThat(given.headers().firstValue("Vary")).hasValue("Accept");
      assertThat(given.headers().firstValue("Content-Type").orElse("")).startsWith(form);

      HttpResponse<byte[]> again =
          send(
              ADMIN, "GET", round + "/download", new byte[0], "Accept", form, "If-None-Match", tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).hasValue(tag);
      assertThat(again.headers().firstValue("Vary")).hasValue("Accept");
      HttpResponse<byte[]> other =
          send(
              ADMIN,
              "GET",
              round + "/download",
              new byte[0],
              "Accept",
              form,
              "If-None-Match",
              "\"other\"");
      assertThat(other.statusCode()).isEqualTo(200);
    }
    HttpResponse<byte[]> refused =
        send(ADMIN, "GET", round + "/download", new byte[0], "Accept", "text/html");
    assertProblem(refused, 406, AVRO);
  }

  @Test
  void shouldSayWhatIsWrong_whenABodyIsNotOfItsForm() throws Exception {
    String round = create("wrong", 2);
    assertProblem(upload("STORE001", round, "application/zip", npz(1, 2, 3), 1), 415, NPZ);
    assertProblem(upload("STORE001", round, NPZ, safetensors(1, 2, 3), 1), 400, "npz");
    assertProblem(upload("STORE001", round, AVRO, npz(1, 2, 3), 1), 400, "ParameterSet");
    byte[] cut = safetensors(1, 2, 3);
    assertProblem(
        upload("STORE001", round, SAFETENSORS, Arrays.copyOf(cut, cut.length - 1), 1),
        400,
        "ends within array");
    assertProblem(
        upload("STORE001", round, SAFETENSORS, safetensors(1, 2, Double.NaN), 1), 422, "NaN");
    assertProblem(
        send(
            "STORE001",
            "POST",
            round + "/upload",
            safetensors(1, 2, 3),
            "Content-Type",
            SAFETENSORS,
            METRICS,
            "{\"loss\": \"low\"}"),
        400,
        "training_metrics.loss");
    assertProblem(
        send(
            "STORE001",
            "POST",
            round + "/upload",
            safetensors(1, 2, 3),
            "Content-Type",
            SAFETENSORS,
            METRICS,
            "{"),
        400,
        "training_metrics");
    assertUploaded(upload("STORE001", round, SAFETENSORS, safetensors(1, 2, 3), 1));
    assertProblem(
        upload("STORE002", round, NPZ, npz("(1, 2)", "(1, 1)", 1, 2, 3), 1), 422, "[1, 1]");
  }

  private static void assertUploaded(HttpResponse<byte[]> response) {
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status, String words)
      throws Exception {
    JsonNode problem = JSON.readTree(response.body());
    assertThat(response.statusCode()).as(problem.toString()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).contains(words);
  }

  private static HttpResponse<byte[]> upload(
      String store, String round, String form, byte[] body, int samples) throws Exception {
    return send(
        store,
        "POST",
        round + "/upload",
        body,
        "Content-Type",
        form,
        METRICS,
        "{\"loss\": 0.5, \"training_samples\": %d}".formatted(samples));
  }

  private static HttpResponse<byte[]> download(String round, String form) throws Exception {
    HttpResponse<byte[]> response =
        send(ADMIN, "GET", round + "/download", new byte[0], "Accept", form);
    assertUploaded(response);
    return response;
  }

  private static HttpResponse<byte[]> send(
      String token, String method, String path, byte[] body, String... headers) throws Exception {
    return installation.bytes(turn++ % 2, token, method, path, body, headers);
  }

  private static String create(String type, int stores) throws Exception {
    String targets =
        IntStream.rangeClosed(1, stores)
            .mapToObj(store -> "\"STORE00" + store + "\"")
            .collect(Collectors.joining(", ", "[", "]"));
    HttpResponse<byte[]> created =
        send(
            ADMIN,
            "POST",
            "/rounds",
            "{\"model_type\": \"%s\", \"target_stores\": %s, \"config\": {\"aggregation_method\": \"weighted\", \"min_stores\": %d}}"
                .formatted(type, targets, stores)
                .getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    return "/rounds/" + JSON.readTree(created.body()).path("round_id").asText();
  }

  private static String status(String round) throws Exception {
    return JSON.readTree(send(ADMIN, "GET", round + "/status", new byte[0]).body())
        .path("status")
        .asText();
  }

  private static double[] numbers(byte[] file, int last) {
    double[] numbers = new double[last / Double.BYTES];
    ByteBuffer.wrap(file, file.length - last, last)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(numbers);
    return numbers;
  }

  private static byte[] safetensors(double... numbers) {
    byte[] header =
        "{\"dense/1\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[16,24]},\"dense/0\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(8 + header.length + 24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header);
    body.asDoubleBuffer().put(numbers);
    return body.array();
  }

  private static byte[] npz(double... numbers) throws Exception {
    return npz("(1, 2)", "(1,)", numbers);
  }

  private static byte[] npz(String first, String second, double... numbers) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("dense/0.npy"));
      zip.write(npy(first, numbers[0], numbers[1]));
      zip.putNextEntry(new ZipEntry("dense/1.npy"));
      zip.write(npy(second, numbers[2]));
    }
    return bytes.toByteArray();
  }

  private static byte[] npy(String shape, double... numbers) {
    String header =
        "\u0093NUMPY\u0001\u0000\u0040\u0000"
            + "{'descr': '<f8', 'fortran_order': False, 'shape': %s}".formatted(shape);
    String padded = header + " ".repeat(10 + 64 - 1 - header.length()) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(74 + numbers.length * 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(padded.getBytes(StandardCharsets.ISO_8859_1));
    file.asDoubleBuffer().put(numbers);
    return file.array();
  }

  private static byte[] avro(double... numbers) throws Exception {
    ByteBuffer body =
        ParameterSet.getEncoder()
            .encode(
                new ParameterSet(
                    List.of(
                        array("dense/0", List.of(1L, 2L), numbers[0], numbers[1]),
                        array("dense/1", List.of(1L), numbers[2]))));
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  private static ParameterArray array(String name, List<Long> shape, double... numbers) {
    ByteBuffer values = ByteBuffer.allocate(numbers.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    values.asDoubleBuffer().put(numbers);
    return new ParameterArray(name, shape, NumberType.FLOAT64, values);
  }
}
