package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private final Health health = new Health();
  private HealthServer server;

  @BeforeEach
  void start() {
    server = HealthServer.start("127.0.0.1", 0, health);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldAnswerUp_whenNoCheckFails() throws Exception {
    health.addLiveness("streams", Optional::empty);

    HttpResponse<String> response = get("/health/live");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"up\",\"checks\":{\"streams\":\"ok\"}}");
  }

  @Test
  void shouldGiveTheReason_whenNotReady() throws Exception {
    health.addLiveness("streams", Optional::empty);
    health.addReadiness("state", () -> Optional.of("rebuilding 3 rounds"));

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            "{\"status\":\"down\",\"checks\":{\"state\":\"rebuilding 3 rounds\",\"streams\":\"ok\"}}");
  }

  @Test
  void shouldCountAsFailing_whenACheckThrows() throws Exception {
    health.addReadiness(
        "broken",
        () -> {
          throw new IllegalStateException("no broker");
        });

    assertThat(get("/health/ready").body()).contains("no broker");
  }

  @Test
  void shouldServeFigures_whereThereAreSome() throws Exception {
    assertThat(get("/metrics").statusCode()).isEqualTo(404);
    server.close();
    server = HealthServer.start("127.0.0.1", 0, health, () -> "answers_total 42\n");

    HttpResponse<String> figures = get("/metrics");

    assertThat(figures.statusCode()).isEqualTo(200);
    assertThat(figures.body()).isEqualTo("answers_total 42\n");
    assertThat(figures.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void shouldAnswer404_whenPathIsUnknown() throws Exception {
    assertThat(get("/other").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldNameTheSetting_whenPortIsTaken() {
    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", server.port(), health))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(":" + server.port())
        .hasMessageContaining("FL_HEALTH_PORT");
  }

  @Test
  void shouldTellReadiness_whenProbed() throws Exception {
    assertThat(probe(server.port())).isEqualTo(ExitStatus.OK);

    health.addReadiness("state", () -> Optional.of("rebuilding"));
    assertThat(probe(server.port())).isEqualTo(ExitStatus.FAILED);

    int silent;
    try (ServerSocket socket = new ServerSocket(0)) {
      silent = socket.getLocalPort();
    }
    assertThat(probe(silent)).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void shouldNotBeServed_whenNoPortIsSet() {
    HealthSettings settings = HealthSettings.from(Settings.fromEnv(Map.of()));

    assertThat(settings.port()).isEqualTo(OptionalInt.empty());
    assertThat(settings.host()).isEqualTo("127.0.0.1");
  }

  private static ExitStatus probe(int port) {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return HealthProbeMain.probe(Map.of("FL_HEALTH_PORT", String.valueOf(port)), out);
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
