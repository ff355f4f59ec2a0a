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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
    Map<TopicPartition, Long> beginnings;
    try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("first"))) {
      String at = broker.bootstrapServers();
      abort(at);
      CommandRun saved = CommandRun.of("backup", "--out", file, "--bootstrap", at);
      assertThat(saved.status()).as(saved.err()).isZero();
      assertThat(CommandRun.of("backup", "--verify", file).out()).isEqualTo(saved.out());
      before = lineage(at);
      audit = audit(at);
      beginnings = beginnings(at);
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
      assertThat(restored.out())
          .startsWith(CommandRun.of("backup", "--verify", file).out())
          .contains("The audit log stands at the head of ", "FL_AUDIT_KEY_FILE");
      assertThat(lineage(at)).isEqualTo(before);
      // offsets, times and bytes
      assertThat(audit(at)).isEqualTo(audit);
      assertThat(beginnings(at)).isEqualTo(beginnings);
      // no update is in the file, and that is no fault of the log
      CommandRun replayed = CommandRun.of("replay", "--all", "--bootstrap", at);
      assertThat(replayed.status()).as(replayed.out() + replayed.err()).isZero();
      assertThat(replayed.out()).contains("retired");
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

  /** A transaction that was given up lies where a partition begins. */
  private static void abort(String at) {
    Properties properties = KafkaSettings.at(at).transactionalProducer("test", "test");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 3; i++) {
        var unused =
            producer.send(new ProducerRecord<>(Topics.REJECTED.name(), 0, null, new byte[] {1}));
      }
      producer.flush();
      producer.abortTransaction();
    }
  }

  private static Map<TopicPartition, Long> beginnings(String at) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    try (LogScan scan =
        LogScan.open(KafkaSettings.at(at), new FingerprintDirectory(), "fedlog-test")) {
      Topics.fixed().forEach(topic -> beginnings.putAll(scan.beginnings(topic)));
    }
    return beginnings;
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
