package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads in parts, with two coordinators and an aggregator. */
class ResumedUploadIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NUMBERS = 150_000; // 1.2 MB: three records on the log, three chunks
  private static final int PART = 300_000;

  private RestInstallation installation;

  @BeforeEach
  void start() throws Exception {
    installation = new RestInstallation("FL_MIN_STORES", "2");
  }

  @AfterEach
  void stop() {
    installation.close();
  }

  @Test
  void shouldGoOnAtAnotherCoordinator_whenTheFirstIsGone() throws Exception {
    String round = create();
    byte[] body = safetensors(1);
    String upload = begin(0, "STORE001", round, body.length);
    HttpResponse<byte[]> first = part(0, upload, 0, Arrays.copyOf(body, PART));
    assertThat(first.statusCode()).as(text(first)).isEqualTo(204);
    assertSaid(first, PART, "?0");
    assertSaid(head(1, "STORE001", upload), PART, "?0");

    installation.stop(0);

    assertSaid(head(1, "STORE001", upload), PART, "?0");
    HttpResponse<byte[]> elsewhere = part(1, upload, PART + 1, new byte[1]);
    assertThat(elsewhere.statusCode()).isEqualTo(409);
    assertSaid(elsewhere, PART, "?0");
    HttpResponse<byte[]> last = part(1, upload, PART, from(body, PART));
    assertThat(last.statusCode()).as(text(last)).isEqualTo(204);
    assertSaid(last, body.length, "?1");
    assertSaid(part(1, upload, body.length, new byte[0]), body.length, "?1");
    assertSaid(head(1, "STORE001", upload), body.length, "?1");
    HttpResponse<byte[]> second =
        installation.bytes(
            1,
            "STORE002",
            "POST",
            round + "/upload",
            safetensors(3),
            "Content-Type",
            "application/vnd.safetensors");
    assertThat(second.statusCode()).as(text(second)).isEqualTo(200);
    await().atMost(Duration.ofSeconds(60)).until(() -> state(round, "status").equals("completed"));

    assertThat(state(round, "completed_stores")).as("counted once").isEqualTo("2");
    byte[] model =
        installation
            .bytes(
                1,
                ADMIN,
                "GET",
                round + "/download",
                new byte[0],
                "Accept",
                "application/vnd.safetensors")
            .body();
    // (1 + 3) / 2, and as many 1024ths more as the number has places before it.
    double[] numbers = new double[NUMBERS];
    ByteBuffer.wrap(model, model.length - NUMBERS * 8, NUMBERS * 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(numbers);
    assertThat(numbers[0]).isEqualTo(2);
    assertThat(numbers[NUMBERS - 1]).isEqualTo(2 + (NUMBERS - 1) / 1024.0);
  }

  @Test
  void shouldKeepWhatCame_whenTheLinkBreaks() throws Exception {
    String round = create();
    byte[] body = safetensors(1);
    String upload = begin(0, "STORE001", round, body.length);
    URI uri = URI.create(installation.base(0) + upload);
    try (Socket link = new Socket("127.0.0.1", uri.getPort())) {
      String head =
          "PATCH %s HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer %s\r\nContent-Type: application/partial-upload\r\nUpload-Offset: 0\r\nContent-Length: %d\r\n\r\n"
              .formatted(uri.getPath(), installation.token("STORE001"), body.length);
      link.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      link.getOutputStream().write(body, 0, PART);
      link.getOutputStream().flush();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertSaid(head(1, "STORE001", upload), PART, "?0"));

    assertSaid(part(1, upload, PART, from(body, PART)), body.length, "?1");
  }

  @Test
  void shouldSayWhatIsWrong_whenAPartCannotBe() throws Exception {
    String round = create();
    byte[] body = safetensors(Double.NaN);
    String upload = begin(0, "STORE001", round, body.length);

    assertThat(head(1, "STORE002", upload).statusCode()).as("another store's").isEqualTo(404);
    assertThat(head(1, "STORE001", upload + "0").statusCode()).isEqualTo(404);
    assertThat(head(1, "STORE001", round + "/uploads/0123456789abcdef-0").statusCode())
        .isEqualTo(404);
    assertThat(part(1, upload, 0, new byte[body.length + 1]).statusCode()).isEqualTo(413);
    HttpResponse<byte[]> refused = part(1, upload, 0, body);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(text(refused)).contains("is NaN");
    assertSaid(head(0, "STORE001", upload), body.length, "?0");
    HttpResponse<byte[]> noForm = post(round, "{\"content_type\": \"a/b\", \"content_length\": 1}");
    assertThat(noForm.statusCode()).isEqualTo(415);
    assertThat(post(round, "{}").statusCode()).isEqualTo(400);
    assertThat(post(round, "{\"content_length\": 999999999999}").statusCode()).isEqualTo(413);
    assertThat(
            post(round, "{\"content_length\": 1, \"training_metrics\": {\"loss\": \"low\"}}")
                .statusCode())
        .isEqualTo(400);
  }

  private String create() throws Exception {
    HttpResponse<byte[]> created =
        installation.bytes(
            0,
            ADMIN,
            "POST",
            "/rounds",
            "{\"model_type\": \"t\", \"target_stores\": [\"STORE001\", \"STORE002\"]}"
                .getBytes(StandardCharsets.UTF_8));
    return "/rounds/" + JSON.readTree(created.body()).path("round_id").asText();
  }

  private String begin(int coordinator, String store, String round, int length) throws Exception {
    String order =
        "{\"content_type\": \"application/vnd.safetensors\", \"content_length\": %d, \"training_metrics\": {\"loss\": 0.5}}"
            .formatted(length);
    HttpResponse<byte[]> begun =
        installation.bytes(
            coordinator, store, "POST", round + "/uploads", order.getBytes(StandardCharsets.UTF_8));
    assertThat(begun.statusCode()).as(text(begun)).isEqualTo(201);
    String location = begun.headers().firstValue("Location").orElseThrow();
    assertThat(location).endsWith(JSON.readTree(begun.body()).path("upload_id").asText());
    return location.substring(location.indexOf("/rounds/"));
  }

  private HttpResponse<byte[]> post(String round, String order) throws Exception {
    return installation.bytes(
        0, "STORE001", "POST", round + "/uploads", order.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> part(int coordinator, String upload, long offset, byte[] bytes)
      throws Exception {
    return installation.bytes(
        coordinator,
        "STORE001",
        "PATCH",
        upload,
        bytes,
        "Content-Type",
        "application/partial-upload",
        "Upload-Offset",
        String.valueOf(offset));
  }

  private HttpResponse<byte[]> head(int coordinator, String store, String upload) throws Exception {
    return installation.bytes(coordinator, store, "HEAD", upload, new byte[0]);
  }

  private static void assertSaid(HttpResponse<byte[]> response, long offset, String complete) {
    assertThat(response.headers().firstValue("Upload-Offset"))
        .as("%d %s", response.statusCode(), text(response))
        .hasValue(String.valueOf(offset));
    assertThat(response.headers().firstValue("Upload-Complete")).hasValue(complete);
  }

  private String state(String round, String field) throws Exception {
    JsonNode status =
        JSON.readTree(installation.bytes(1, ADMIN, "GET", round + "/status", new byte[0]).body());
    return status.path(field).asText();
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static byte[] from(byte[] body, int begin) {
    return Arrays.copyOfRange(body, begin, body.length);
  }

  /** The numbers first, first + 1/1024, first + 2/1024, ... */
  private static byte[] safetensors(double first) {
    byte[] header =
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(NUMBERS, NUMBERS * 8)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(8 + header.length + NUMBERS * 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header);
    for (int i = 0; i < NUMBERS; i++) {
      body.putDouble(first + i / 1024.0);
    }
    return body.array();
  }
}
