package io.fedlog.standalone.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lineage of what a demo made, from its log. */
class LineageIT {
  @TempDir private Path folder;

  @Test
  void shouldNameStoresDataAndCode_whenADemoHasRun() throws Exception {
    String log = folder.resolve("log").toString();
    CommandRun demo = CommandRun.of("demo", "--stores", "3", "--rounds", "2", "--data-dir", log);
    assertThat(demo.status()).as(demo.err()).isZero();
    Path svg = folder.resolve("lineage.svg");
    try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("log"))) {
      String at = broker.bootstrapServers();
      CommandRun run = lineage(at, "--svg", svg.toString(), "--output", "json");
      assertThat(run.status()).as(run.err()).isZero();
      JsonNode json = new ObjectMapper().readTree(run.out());

      assertThat(json.get("whole").asBoolean()).as(run.out()).isTrue();
      JsonNode versions = json.get("versions");
      assertThat(versions).hasSize(5); // the trained two, the first, moments, vocabulary
      JsonNode newest = versions.get(0);
      assertThat(newest.get("version").asLong()).isEqualTo(3);
      assertThat(newest.get("base").get("version").asLong()).isEqualTo(2);
      assertThat(newest.get("cohort_size").asLong()).isEqualTo(3);
      assertThat(newest.get("stores_with_fingerprint").asLong()).isEqualTo(3);
      assertThat(fingerprints(newest)).hasSize(3).isEqualTo(fingerprints(versions.get(1)));
      assertThat(newest.get("stores").get(0).get("code_version").asText()).isNotEmpty();
      assertThat(Files.readString(svg)).startsWith("<svg").contains("v3");

      assertThat(lineage(at).out()).contains("sales_forecast.vocabulary");
      CommandRun unknown = lineage(at, "--version", "9");
      assertThat(unknown.status()).isEqualTo(2);
      assertThat(unknown.err()).contains("sales_forecast/9 was not made here; the newest is");
    }
  }

  private static Set<String> fingerprints(JsonNode version) {
    Set<String> all = new HashSet<>();
    version
        .get("stores")
        .forEach(store -> all.add(store.get("store_id") + " " + store.get("dataset_fingerprint")));
    return all;
  }

  private static CommandRun lineage(String at, String... more) {
    String[] all = new String[5 + more.length];
    System.arraycopy(
        new String[] {"lineage", "--bootstrap", at, "--model", "sales_forecast"}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return CommandRun.of(all);
  }
}
