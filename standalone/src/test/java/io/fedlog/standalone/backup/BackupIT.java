package io.fedlog.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill: a backup, a fresh broker, and training goes on where it was. */
class BackupIT {
  @TempDir private Path folder;

  @Test
  void shouldGoOnWithTheSameHashes_whenRestoredOntoAFreshBroker() throws Exception {
    demo("first");
    String file = folder.resolve("fedlog.backup").toString();
    JsonNode before;
    List<String> audit;
    try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("first"))) {
      String at = broker.bootstrapServers();
      CommandRun saved = CommandRun.of("backup", "--out", file, "--bootstrap", at);
      assertThat(saved.status()).as(saved.err()).isZero();
      assertThat(CommandRun.of("backup", "--verify", file).out()).isEqualTo(saved.out());
      before = lineage(at);
      audit = audit(at);
      CommandRun refused = CommandRun.of("restore", "--in", file, "--bootstrap", at, "--dry-run");
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains("onto a fresh Kafka, but this one has");
    }
    try (EmbeddedKafka fresh = EmbeddedKafka.start(folder.resolve("second"))) {
      String at = fresh.bootstrapServers();
      assertThat(CommandRun.of("restore", "--in", file, "--bootstrap", at, "--dry-run").status())
          .isZero();
      CommandRun restored = CommandRun.of("restore", "--in", file, "--bootstrap", at);
      assertThat(restored.status()).as(restored.err()).isZero();
      assertThat(restored.out()).isEqualTo(CommandRun.of("backup", "--verify", file).out());
      assertThat(lineage(at)).isEqualTo(before);
      // offsets, times and bytes
      assertThat(audit(at)).isEqualTo(audit);
    }

    demo("second");

    try (EmbeddedKafka again = EmbeddedKafka.start(folder.resolve("second"))) {
      String at = again.bootstrapServers();
      JsonNode after = lineage(at);
      assertThat(after.get("version").asLong()).isGreaterThan(before.get("version").asLong());
      assertThat(after.get("whole").asBoolean()).as(after.toPrettyString()).isTrue();
      assertThat(audit(at).subList(0, audit.size())).isEqualTo(audit);
      assertThat(audit(at)).hasSizeGreaterThan(audit.size());
      try (LogScan scan =
          LogScan.open(KafkaSettings.at(at), new FingerprintDirectory(), "fedlog-test")) {
        List<String> refused = new ArrayList<>();
        scan.read(Topics.REJECTED, record -> refused.add(record.value().toString()));
        assertThat(refused).isEmpty(); // nothing was taken in a second time
      }
    }
  }

  private void demo(String log) {
    CommandRun demo =
        CommandRun.of(
            "demo", "--stores", "3", "--rounds", "1", "--data-dir", folder.resolve(log).toString());
    assertThat(demo.status()).as(demo.err()).isZero();
    assertThat(Files.isDirectory(folder.resolve(log))).isTrue();
  }

  private static JsonNode lineage(String at) throws Exception {
    CommandRun run =
        CommandRun.of(
            "lineage", "--bootstrap", at, "--model", "sales_forecast", "--output", "json");
    assertThat(run.status()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static List<String> audit(String at) {
    List<String> events = new ArrayList<>();
    try (LogScan scan =
        LogScan.open(KafkaSettings.at(at), new FingerprintDirectory(), "fedlog-test")) {
      scan.read(
          Topics.AUDIT,
          record ->
              events.add(
                  record.place() + " " + record.timestamp() + Arrays.toString(record.bytes())));
    }
    return events;
  }
}
