package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryDirectoryTest {
  private static final String NOT_FOUND = "{\"error_code\":40403,\"message\":\"Schema not found\"}";
  private static final String STRING_SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

  private final StubRegistry registry = new StubRegistry();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldRegisterOnce_whenAskedForAnIdTwice() {
    registry.thenAnswer(200, "{\"id\":17}");
    RegistryDirectory directory = directory(Map.of());

    assertThat(directory.idOf("fl.joins-value", Topics.JOINS.schema())).isEqualTo(17);
    assertThat(directory.idOf("fl.joins-value", Topics.JOINS.schema())).isEqualTo(17);

    assertThat(registry.requests()).hasSize(1);
    assertThat(registry.requests().get(0))
        .startsWith("POST /subjects/fl.joins-value/versions null {\"schema\":")
        .doesNotContain("avro.java.string");
  }

  @Test
  void shouldOnlyLookUp_whenAutoRegisterIsOff() {
    registry.thenAnswer(200, "{\"id\":17}").thenAnswer(404, NOT_FOUND);
    RegistryDirectory directory = directory(Map.of("auto.register.schemas", "false"));

    assertThat(directory.idOf("fl.joins-value", Topics.JOINS.schema())).isEqualTo(17);
    assertThatThrownBy(() -> directory.idOf("fl.audit-value", Topics.AUDIT.schema()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("fl.audit-value")
        .hasMessageContaining("auto.register.schemas=true");

    assertThat(registry.requests().get(0)).startsWith("POST /subjects/fl.joins-value null");
  }

  @Test
  void shouldPointToTheRules_whenTheRegistryFindsASchemaIncompatible() {
    registry.thenAnswer(409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING\"}");
    assertThatThrownBy(() -> directory(Map.of()).idOf("fl.joins-value", Topics.JOINS.schema()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("READER_FIELD_MISSING")
        .hasMessageContaining("schemas/README.md");
  }

  @Test
  void shouldFetchASchemaOnce_whenAskedTwice() {
    registry.thenAnswer(200, STRING_SCHEMA);
    RegistryDirectory directory = directory(Map.of());

    assertThat(directory.byId(5)).isEqualTo(Schema.create(Schema.Type.STRING));
    assertThat(directory.byId(5)).isEqualTo(Schema.create(Schema.Type.STRING));

    assertThat(registry.requests()).containsExactly("GET /schemas/ids/5 null ");
  }

  @Test
  void shouldRememberAMissingIdForAWhile_whenAskedAgain() {
    registry.thenAnswer(404, NOT_FOUND).thenAnswer(200, STRING_SCHEMA);
    RegistryDirectory directory = directory(Map.of());

    assertUnreadable(directory, "unknown_schema");
    now = now.plusSeconds(9);
    assertUnreadable(directory, "unknown_schema");
    assertThat(registry.requests()).hasSize(1);

    now = now.plusSeconds(1);
    assertThat(directory.byId(5).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void shouldSayWrongSchema_whenTheIdIsNoAvroSchema() {
    registry
        .thenAnswer(200, "{\"schema\":\"syntax\",\"schemaType\":\"PROTOBUF\"}")
        .thenAnswer(200, "{\"schema\":\"{no schema\"}");
    assertUnreadable(directory(Map.of()), "wrong_schema");
    assertUnreadable(directory(Map.of()), "wrong_schema");
  }

  @Test
  void shouldTakeTheNextUrl_whenTheFirstDoesNotAnswer() {
    StubRegistry gone = new StubRegistry();
    gone.close();
    registry.thenAnswer(200, STRING_SCHEMA);
    RegistryDirectory directory =
        directory(Map.of("schema.registry.url", gone.url() + ", " + registry.url() + "/"));

    assertThat(directory.byId(5).getType()).isEqualTo(Schema.Type.STRING);
    assertThat(pauses).isEmpty();
  }

  @Test
  void shouldTryAgainAfterAPause_whenTheRegistryHasAFault() {
    registry.thenAnswer(503, "").thenAnswer(429, "").thenAnswer(200, STRING_SCHEMA);

    assertThat(directory(Map.of()).byId(5).getType()).isEqualTo(Schema.Type.STRING);
    assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void shouldGiveUpAndSayWhatToCheck_whenTheRegistryStaysAway() {
    registry.thenAnswer(503, "");
    assertThatThrownBy(() -> directory(Map.of("max.retries", 2)).byId(5))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(registry.url())
        .hasMessageContaining("3 tries")
        .hasMessageContaining("HTTP status 503")
        .hasMessageContaining("schema.registry.url");
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void shouldLeaveASilentRegistryAlone_whenAskedAgainAtOnce() {
    registry.thenAnswer(503, "").thenAnswer(200, STRING_SCHEMA);
    RegistryDirectory directory = directory(Map.of("max.retries", 0));
    assertThatThrownBy(() -> directory.byId(5)).isInstanceOf(RegistryException.class);

    now = now.plusMillis(1900);
    assertThatThrownBy(() -> directory.byId(6))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("HTTP status 503");
    assertThat(registry.requests()).hasSize(1);

    now = now.plusMillis(100);
    assertThat(directory.byId(6).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void shouldAskAtOnce_whenTheClockWasSetBackAfterASilence() {
    registry.thenAnswer(503, "").thenAnswer(200, STRING_SCHEMA);
    RegistryDirectory directory = directory(Map.of("max.retries", 0));
    assertThatThrownBy(() -> directory.byId(5)).isInstanceOf(RegistryException.class);

    now = now.minusSeconds(3600);
    assertThat(directory.byId(5).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void shouldNotAsk_whenTheSchemaIsOneOfItsOwn() {
    registry.thenAnswer(200, "{\"id\":7}");
    RegistryDirectory directory = directory(Map.of());
    int id = directory.idOf("fl.joins-value", Topics.JOINS.schema());

    assertThat(directory.byId(id)).isEqualTo(Topics.JOINS.schema());
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void shouldGiveUp_whenNoAnswerComesInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Map<String, Object> config =
          Map.of(
              "schema.registry.url", "http://127.0.0.1:" + silent.getLocalPort(),
              "http.read.timeout.ms", 100,
              "max.retries", 0);
      assertThatThrownBy(() -> directory(config).byId(5))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("timed out");
    }
  }

  @Test
  void shouldSayWhatAnswered_whenTheUrlIsNoRegistry() {
    registry.thenAnswer(200, "<html>Hello</html>").thenAnswer(404, "{}");
    assertThatThrownBy(() -> directory(Map.of()).byId(5))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("is no schema registry");
    assertThatThrownBy(() -> directory(Map.of()).byId(5))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("HTTP status 404");
  }

  @Test
  void shouldSendCredentials_whenConfiguredEitherWay() {
    registry.thenAnswer(200, STRING_SCHEMA);
    directory(
            Map.of(
                "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:s3:c"))
        .byId(5);
    directory(Map.of("schema.registry.url", registry.url().replace("//", "//bob:pw@"))).byId(5);

    // base64 of ann:s3:c and bob:pw, by coreutils
    assertThat(registry.requests())
        .containsExactly(
            "GET /schemas/ids/5 Basic YW5uOnMzOmM= ", "GET /schemas/ids/5 Basic Ym9iOnB3 ");
  }

  @Test
  void shouldNameTheSettings_whenCredentialsAreRefused() {
    registry.thenAnswer(401, "");
    assertThatThrownBy(() -> directory(Map.of()).byId(5))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("basic.auth.user.info");
    assertThat(registry.requests()).hasSize(1);
  }

  private RegistryDirectory directory(Map<String, ?> overrides) {
    Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", registry.url()));
    config.putAll(overrides);
    return new RegistryDirectory(RegistrySettings.from(config), () -> now, pauses::add);
  }

  private static void assertUnreadable(SchemaDirectory directory, String reason) {
    assertThatThrownBy(() -> directory.byId(5))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
