package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryServerTest {
  private final RegistryServer server = RegistryServer.start(0);
  private final FingerprintDirectory fingerprints = new FingerprintDirectory();
  private final int joinId = fingerprints.idOf("fl.joins-value", Topics.JOINS.schema());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldGiveTheSchema_whenAskedByFingerprint() throws Exception {
    JsonNode answer = json(get("/schemas/ids/" + joinId + "?subject=x"));
    Schema schema = new Schema.Parser().parse(answer.get("schema").asText());
    assertThat(schema.getFullName()).isEqualTo("io.fedlog.schemas.Join");
    assertThat(schema.getField("store_id").schema().getObjectProps()).isEmpty();
    assertThat(schema.getField("joined_at").schema().getLogicalType().getName())
        .isEqualTo("timestamp-millis");
  }

  @Test
  void shouldListEverySubject_whenAsked() throws Exception {
    assertThat(json(get("/subjects")))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Samples.allTopics().stream().map(Topic::subject).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200, {}",
    "/schemas/types, 200, AVRO",
    "/config/fl.joins-value, 200, BACKWARD",
    "/mode, 200, READONLY",
    "/subjects/fl.joins-value/versions, 200, 1",
    "/subjects/fl.joins-value/versions/latest, 200, io.fedlog.schemas",
    "/subjects/fl.joins-value/versions/1/schema, 200, store_id",
    "/subjects/fl.updates.r-9-value/versions/latest, 200, UpdateSeal",
    "/subjects/fl.joins-value/versions/99, 404, 40402",
    "/subjects/fl.joins-value/versions/x, 404, 40402",
    "/subjects/nothing-value/versions, 404, 40401",
    "/schemas/ids/7, 404, 40403",
    "/favicon.ico, 404, no such resource"
  })
  void shouldAnswerLikeARegistry_whenRead(String path, int status, String part) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(part);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/vnd.schemaregistry.v1+json");
  }

  @Test
  void shouldBeReadOnly_whenWrittenTo() throws Exception {
    String known = "{\"schema\":" + quoted(Topics.JOINS.schema().toString()) + "}";
    assertThat(json(post("/subjects/fl.joins-value/versions", known)).get("id").asInt())
        .isEqualTo(joinId);
    assertThat(json(post("/subjects/fl.joins-value", known)).get("version").asInt()).isEqualTo(1);

    HttpResponse<String> unknown =
        post("/subjects/fl.joins-value/versions", "{\"schema\":\"\\\"int\\\"\"}");
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(unknown.body()).contains("read-only");
    assertThat(post("/subjects/fl.joins-value", "nonsense").statusCode()).isEqualTo(422);
    HttpRequest delete =
        HttpRequest.newBuilder(server.uri().resolve("/subjects/fl.joins-value")).DELETE().build();
    assertThat(HttpClient.newHttpClient().send(delete, BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
  }

  @Test
  void shouldSayWhichPort_whenItIsTaken() {
    int port = server.uri().getPort();
    assertThatThrownBy(() -> RegistryServer.start(port))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(":" + port)
        .hasMessageContaining("choose another");
  }

  @Test
  void shouldServeOurOwnRegistryClient_whenAProcessIsPointedToIt() {
    Map<String, String> config = Map.of("schema.registry.url", server.uri().toString());
    Join join = new Join("s", "r", "m", Instant.ofEpochMilli(3), null, null);
    try (FedlogAvroSerializer serializer = new FedlogAvroSerializer();
        FedlogAvroDeserializer deserializer = new FedlogAvroDeserializer()) {
      serializer.configure(config, false);
      deserializer.configure(Map.of(), false);

      byte[] bytes = serializer.serialize("fl.joins", join);

      assertThat(bytes).isEqualTo(RecordCodec.of(Topics.JOINS, fingerprints).encode(join));
      assertThat(deserializer.deserialize("fl.joins", bytes)).isEqualTo(join);
      deserializer.configure(config, false);
      assertThat(deserializer.deserialize("fl.joins", bytes)).isEqualTo(join);
    }
  }

  @Test
  void shouldServeUntilClosed_whenManyAsk() {
    assertThat(List.of(1, 2, 3))
        .allSatisfy(i -> assertThat(get("/subjects").statusCode()).isEqualTo(200));
    server.close();
    assertThatThrownBy(() -> get("/subjects")).isInstanceOf(IOException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create(server.uri() + path);
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static String quoted(String text) throws IOException {
    return new ObjectMapper().writeValueAsString(text);
  }
}
