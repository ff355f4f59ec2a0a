package io.fedlog.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.runtime.meters.ProcessMeters;
import io.fedlog.schemas.AccessRole;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scraper reads of a coordinator. */
class FiguresIT {

  private static final String BASE = "/api/v1/federated-learning";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static OwnTokens tokens;
  private static Installation installation;
  private static CoordinatorApp coordinator;
  private static int healthPort;

  @BeforeAll
  static void start() throws IOException {
    tokens = new OwnTokens(folder, Clock.systemUTC());
    installation = new Installation();
    try (ServerSocket free = new ServerSocket(0)) {
      healthPort = free.getLocalPort();
    }
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT",
                "0",
                "FL_HEALTH_PORT",
                Integer.toString(healthPort),
                "FL_TOKEN_KEY_FILE",
                tokens.keyFile().toString()),
            Clock.systemUTC());
    await().until(() -> coordinator.health().ready().ok());
  }

  @AfterAll
  static void stop() {
    coordinator.close();
    installation.close();
  }

  @Test
  void shouldCountCalls_byRouteAndClassOfStatus() throws Exception {
    for (int n = 0; n < 3; n++) {
      assertThat(post("/rounds", "{\"x\": 1}").statusCode()).isEqualTo(400);
    }
    assertThat(get(restPort(), BASE + "/rounds/none/status").statusCode()).isEqualTo(404);

    String creation = "{method=\"POST\",route=\"" + BASE + "/rounds\"";
    awaitFigure("fedlog_http_requests_seconds_count" + creation + ",status=\"4xx\"}", 3);
    awaitFigure(
        "fedlog_http_requests_seconds_bucket" + creation + ",status=\"4xx\",le=\"+Inf\"}", 3);
    awaitFigure("fedlog_http_received_bytes_total" + creation + "}", 3 * 8);
    String status = "{method=\"GET\",route=\"" + BASE + "/rounds/{round_id}/status\"";
    awaitFigure("fedlog_http_requests_seconds_count" + status + ",status=\"4xx\"}", 1);
  }

  @Test
  void shouldKeepOneFigure_howeverManyPathsAreMadeUp() throws Exception {
    String none =
        "fedlog_http_requests_seconds_count{method=\"none\",route=\"none\",status=\"4xx\"}";
    double before = figure(none);
    for (int n = 0; n < 20; n++) {
      assertThat(get(restPort(), "/made/up/" + n).statusCode()).isEqualTo(404);
    }

    awaitFigure(none, before + 20);
    assertThat(scrape()).doesNotContain("made");
  }

  @Test
  void shouldShowTheJvm_andKafkasClientsByTheirPart() throws Exception {
    String figures = scrape();

    assertThat(figures).contains("jvm_memory_used_bytes{").contains("jvm_threads_live_threads ");
    for (String part : new String[] {"log", "models", "leadership"}) {
      assertThat(figures)
          .containsPattern("kafka_consumer_[a-z_]+\\{[^}]*part=\"" + part + "\"[^}]*}");
    }
    assertThat(figures).containsPattern("kafka_producer_[a-z_]+\\{[^}]*part=\"writer\"");
    assertThat(figures).containsPattern("kafka_admin_client_[a-z_]+\\{[^}]*part=\"admin\"");
    assertThat(figures)
        .as("topics come and go with rounds, so none has figures of its own")
        .doesNotContainPattern("kafka_[a-z_]+\\{[^}]*topic=");
  }

  @Test
  void shouldForgetAConsumer_whenItIsClosed() {
    try (ProcessMeters meters = new ProcessMeters()) {
      Consumer<String, byte[]> consumer =
          meters.kafka().consumer("short", installation.config().kafka().consumer("short"));
      assertThat(meters.scrape()).contains("part=\"short\"");

      consumer.close();

      assertThat(meters.scrape()).doesNotContain("part=\"short\"");
    }
  }

  @Test
  void shouldTellConsumersApart_whenAPartHasTwo() {
    try (ProcessMeters meters = new ProcessMeters();
        Consumer<String, byte[]> first =
            meters.kafka().consumer("two", installation.config().kafka().consumer("two"));
        Consumer<String, byte[]> second =
            meters.kafka().consumer("two", installation.config().kafka().consumer("two"))) {
      assertThat(first).isNotSameAs(second);
      assertThat(meters.scrape()).contains("part=\"two\"", "part=\"two-2\"");

      first.close();

      assertThat(meters.scrape()).doesNotContain("part=\"two\"").contains("part=\"two-2\"");
    }
  }

  @Test
  void shouldServeFiguresBesideHealthOnly() throws Exception {
    assertThat(get(restPort(), "/metrics").statusCode()).isEqualTo(404);
    assertThat(get(healthPort, "/metrics").headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  /** A call is counted when it has been answered, so a moment later. */
  private static void awaitFigure(String name, double expected) {
    await().untilAsserted(() -> assertThat(figure(name)).as(name).isEqualTo(expected));
  }

  private static double figure(String name) throws Exception {
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(scrape());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private static String scrape() throws Exception {
    return get(healthPort, "/metrics").body();
  }

  private static int restPort() {
    return coordinator.restPort().orElseThrow();
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HTTP.send(request(port, path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest.Builder request = request(restPort(), BASE + path);
    return HTTP.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + tokens.of("alice", AccessRole.ADMIN));
  }
}
