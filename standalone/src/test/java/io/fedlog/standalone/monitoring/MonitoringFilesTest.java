package io.fedlog.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.standalone.delivery.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana, as far as they can be checked without either. */
class MonitoringFilesTest {

  /** Columns of Grafana's grid. */
  private static final int COLUMNS = 24;

  @Test
  void shouldPlaceEveryPanelOnce_whereNoOtherIs() throws IOException {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    JsonNode panels = MonitoringFiles.dashboard().path("panels");

    assertThat(panels.size()).isGreaterThanOrEqualTo(12);
    for (JsonNode panel : panels) {
      String title = panel.path("title").asText();
      JsonNode place = panel.path("gridPos");
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", title).isTrue();
      assertThat(panel.path("type").asText()).as(title).isIn("timeseries", "stat");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = place.path("x").asInt() + x + "," + (place.path("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s at %s", title, cell).isTrue();
        }
      }
    }
  }

  /** What Grafana's classic model of a dashboard needs to be provisioned from a file. */
  @Test
  void shouldAskTheSourceThatIsChosen_inEveryPanel() throws IOException {
    JsonNode dashboard = MonitoringFiles.dashboard();

    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
    assertThat(dashboard.path("uid").asText()).isEqualTo("fedlog");
    assertThat(dashboard.path("id").isMissingNode()).as("Grafana gives the id").isTrue();
    JsonNode source = dashboard.path("templating").path("list").path(0);
    assertThat(source.path("type").asText()).isEqualTo("datasource");
    assertThat(source.path("query").asText()).isEqualTo("prometheus");
    String chosen = "${" + source.path("name").asText() + "}";
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo(chosen);
      assertThat(panel.path("targets").size()).isPositive();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("datasource").path("uid").asText()).isEqualTo(chosen);
        assertThat(target.path("expr").asText()).isNotBlank();
        assertThat(target.path("legendFormat").asText()).isNotBlank();
      }
    }
  }

  @Test
  void shouldProvisionWhatTheContainersHave() throws IOException {
    JsonNode source =
        MonitoringFiles.yaml("grafana/provisioning/datasources/prometheus.yml")
            .path("datasources")
            .path(0);
    JsonNode provider =
        MonitoringFiles.yaml("grafana/provisioning/dashboards/fedlog.yml")
            .path("providers")
            .path(0);
    String compose = Files.readString(Repository.root().resolve("docker-compose.yml"));

    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    assertThat(compose)
        .contains("./docs/monitoring/grafana/provisioning:/etc/grafana/provisioning:ro")
        .contains(
            "./docs/monitoring/grafana/dashboards:"
                + provider.path("options").path("path").asText()
                + ":ro");
  }

  @Test
  void shouldSayOfEveryAlertWhatToDo() throws IOException {
    List<String> page = Files.readAllLines(Repository.root().resolve("docs/monitoring.md"));
    List<String> alerts = new ArrayList<>();
    for (JsonNode group : MonitoringFiles.yaml("alerts.yml").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String name = rule.path("alert").asText();
        alerts.add(name);
        JsonNode annotations = rule.path("annotations");
        assertThat(annotations.path("summary").asText()).as(name).isNotBlank();
        assertThat(annotations.path("runbook").asText())
            .isEqualTo("docs/monitoring.md#" + name.toLowerCase(Locale.ROOT));
        assertThat(rule.path("labels").path("severity").asText())
            .as(name)
            .isIn("info", "warning", "critical");
        assertThat(page)
            .as("what to do about %s", name)
            .anyMatch(row -> row.startsWith("| `" + name + "` <a id=\"" + anchor(name) + "\">"));
      }
    }
    assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
  }

  /** Prometheus' own tool, where it is installed (Debian: prometheus). */
  @Test
  void shouldBeTakenByPrometheus() throws IOException, InterruptedException {
    assumeTrue(runs("promtool", "--version"), "promtool is not there: rules are not checked by it");
    String folder = MonitoringFiles.folder().toString();
    long rules =
        MonitoringFiles.queries().keySet().stream().filter(q -> q.startsWith("alert ")).count();

    assertThat(said("promtool", "check", "config", folder + "/prometheus.yml"))
        .contains(rules + " rules found")
        .doesNotContain("FAILED");
  }

  private static String anchor(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
