package io.fedlog.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.LogSettings.LogFormat;
import io.fedlog.runtime.LogSettings.LogLevel;
import io.fedlog.standalone.monitoring.DocumentedFigures;
import io.fedlog.standalone.monitoring.MonitoringFiles;
import io.fedlog.standalone.monitoring.PromQl;
import io.fedlog.standalone.monitoring.Scrape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Roles from their environments against a Kafka that exists train a plan; then what they log and
 * what a scraper reads of them is held against what is said of it.
 */
class RolesIT {

  private static final List<String> ROLES = List.of("coordinator", "aggregator", "agent");
  private static final String OTHER = "aggregator-2";
  private static final Map<String, Scrape> SCRAPES = new HashMap<>();
  private static final List<JsonNode> LINES = new ArrayList<>();

  @BeforeAll
  static void shouldTrainAPlan_whenRolesAreStartedOneByOne(@TempDir Path dir) throws Exception {
    Map<String, Integer> ports = new HashMap<>();
    for (String role : ROLES) {
      ports.put(role, freePort());
    }
    ports.put(OTHER, freePort());
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    new LogSettings(LogLevel.DEBUG, LogLevel.ERROR, LogFormat.JSON).apply("roles", "test");
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      RoleScenario.shouldTrainAPlan(
          broker.bootstrapServers(),
          dir,
          ports,
          coordinator -> {
            int rest = coordinator.restPort().orElseThrow();
            get(rest, "/api/v1/federated-learning/rounds");
            await()
                .until(
                    () -> {
                      ports.forEach((role, port) -> SCRAPES.put(role, scrape(role, port)));
                      return SCRAPES.get("coordinator").text().contains("fedlog_http_requests");
                    });
          });
    } finally {
      new LogSettings(LogLevel.INFO, LogLevel.ERROR, LogFormat.TEXT).apply("roles", "test");
      System.setErr(err);
    }
    ObjectMapper json = new ObjectMapper();
    for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
      LINES.add(json.readTree(line)); // each line is an object, or this fails
    }
  }

  @Test
  void shouldNameTheRoundAndTheStore_inLinesAboutThem() {
    assertThat(LINES).hasSizeGreaterThan(20);
    assertThat(LINES)
        .allSatisfy(
            line -> {
              assertThat(Instant.parse(line.path("timestamp").asText())).isNotNull();
              assertThat(line.path("role").asText()).isEqualTo("roles");
              assertThat(line.path("message").asText()).doesNotContain("={}", "roundId=");
            });
    List<JsonNode> defined = about("Round defined");
    assertThat(defined)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            line -> {
              assertThat(line.path("round_id").asText()).startsWith("roles");
              assertThat(line.path("model_type").asText()).startsWith("sales_forecast");
            });
    assertThat(about("The update is sealed"))
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(
            line -> {
              assertThat(line.path("round_id").asText()).startsWith("roles");
              assertThat(line.path("store_id").asText()).startsWith("S00");
            });
    assertThat(about("Plan over"))
        .allSatisfy(line -> assertThat(line.path("plan_id").asText()).isEqualTo("roles"))
        .isNotEmpty();
  }

  @Test
  void shouldCountWhatWasDone() {
    Scrape aggregator = scrape("aggregator");
    Scrape agent = scrape("agent");

    assertThat(agent.sum("fedlog_sealed_updates_total")).isGreaterThanOrEqualTo(12);
    assertThat(agent.sum("fedlog_training_seconds_count")).isGreaterThanOrEqualTo(12);
    assertThat(agent.sum("fedlog_hosted_stores")).isEqualTo(4);
    Scrape both = Scrape.together(List.of(aggregator, scrape(OTHER)));
    assertThat(both.sum("fedlog_aggregated_updates_total")).isGreaterThanOrEqualTo(12);
    assertThat(both.sum("fedlog_published_versions_total"))
        .isEqualTo(both.sum("fedlog_quorum_decisions_total"))
        .isEqualTo(both.sum("fedlog_collecting_seconds_count"))
        .isEqualTo(both.sum("fedlog_aggregation_seconds_count"))
        .isGreaterThanOrEqualTo(4);
    assertThat(both.sum("fedlog_received_chunks_total", "fate=\"admitted\""))
        .isGreaterThanOrEqualTo(agent.sum("fedlog_sealed_updates_total"))
        .isGreaterThanOrEqualTo(both.sum("fedlog_aggregated_updates_total"));
    assertThat(both.sum("fedlog_received_seals_total", "verdict=\"refused\"")).isZero();
    assertThat(both.sum("fedlog_rejected_records_total")).isZero();
    assertThat(both.sum("fedlog_sum_memory_used_bytes")).isZero();
    assertThat(aggregator.sum("fedlog_sum_memory_limit_bytes")).isPositive();
    assertThat(scrape("coordinator").sum("fedlog_acting_coordinators")).isEqualTo(1);
    assertThat(scrape("coordinator").sum("fedlog_live_stores")).isEqualTo(4);
    assertThat(scrape("coordinator").sum("fedlog_live_aggregators")).isEqualTo(2);
    assertThat(scrape("coordinator").sum("fedlog_overdue_rounds")).isZero();
  }

  @Test
  void shouldHaveNoLabelWithoutEnd() {
    Pattern ids = Pattern.compile("roles-|\\bS00[1-4]\\b|fl\\.updates");

    assertThat(SCRAPES.values())
        .allSatisfy(scrape -> assertThat(scrape.text()).doesNotContainPattern(ids));
  }

  @TestFactory
  Stream<DynamicTest> shouldShowExactlyTheDocumentedFigures() throws IOException {
    DocumentedFigures documented = DocumentedFigures.read();
    return ROLES.stream()
        .map(
            role ->
                DynamicTest.dynamicTest(
                    role, () -> assertThat(scrape(role).own()).isEqualTo(documented.of(role))));
  }

  @TestFactory
  Stream<DynamicTest> shouldAskForFiguresThatExist() throws IOException {
    Scrape all = Scrape.together(SCRAPES.values());
    return MonitoringFiles.queries().entrySet().stream()
        .map(
            query ->
                DynamicTest.dynamicTest(
                    query.getKey(),
                    () -> assertThat(PromQl.of(query.getValue()).unknownTo(all)).isEmpty()));
  }

  private static List<JsonNode> about(String message) {
    return LINES.stream().filter(l -> l.path("message").asText().equals(message)).toList();
  }

  private static Scrape scrape(String role) {
    Scrape scrape = SCRAPES.get(role);
    assertThat(scrape).as(role).isNotNull();
    return scrape;
  }

  private static Scrape scrape(String role, int port) {
    return new Scrape(role, get(port, "/metrics").body());
  }

  private static HttpResponse<String> get(int port, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer on port " + port, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
