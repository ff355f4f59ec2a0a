package io.fedlog.standalone.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.standalone.delivery.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in docs/monitoring. */
public final class MonitoringFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private MonitoringFiles() {}

  static Path folder() {
    return Repository.root().resolve("docs/monitoring");
  }

  static JsonNode dashboard() throws IOException {
    return JSON.readTree(folder().resolve("grafana/dashboards/fedlog.json").toFile());
  }

  /** A YAML file as JSON. */
  static JsonNode yaml(String name) throws IOException {
    Object read =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(folder().resolve(name)));
    return JSON.valueToTree(read);
  }

  /** Every query of the dashboard and of the alerts, by where it stands. */
  public static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.put(
            panel.path("title").asText() + " " + target.path("refId").asText(),
            target.path("expr").asText());
      }
    }
    for (JsonNode group : yaml("alerts.yml").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        queries.put("alert " + rule.path("alert").asText(), rule.path("expr").asText());
      }
    }
    return queries;
  }
}
