package io.fedlog.standalone.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.audit.AuditTree;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.cli.FedlogCommand;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against the topics of a broker that somebody else has written. */
class AuditCommandIT {
  private static final String MODEL = "ab".repeat(32);
  private static final FingerprintDirectory SCHEMAS = new FingerprintDirectory();
  private static final RecordCodec<AuditEvent> EVENTS = RecordCodec.of(Topics.AUDIT, SCHEMAS);
  private static final RecordCodec<TreeHead> HEADS = RecordCodec.of(Topics.AUDIT_HEADS, SCHEMAS);

  @TempDir static Path folder;
  private static EmbeddedKafka broker;
  private static Producer<String, byte[]> producer;

  private static Path keyFile;
  private static SigningKey key;

  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.startTemporary();
    producer =
        new KafkaProducer<>(
            KafkaSettings.at(broker.bootstrapServers()).producer("test"),
            new StringSerializer(),
            new ByteArraySerializer());
    keyFile = folder.resolve("audit-key.pem");
    key = SigningKeyFile.open(keyFile);
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.close();
  }

  /** One story, since a broker costs seconds: an honest log, its proofs, then a forged one. */
  @Test
  void shouldVerifyProveCheckAndCompare_andFindWhatWasForged() throws Exception {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      values.add(EVENTS.encode(event(i, i == 4 ? MODEL : "00")));
    }
    topics();
    write(values);
    publish(values, List.of(3, 7), key);
    Path seen = folder.resolve("seen.json");

    assertThat(run("audit", "verify", "--remember", seen.toString(), "--key", keyFile.toString()))
        .isZero();
    assertThat(out.toString())
        .contains(
            "9 entries of fl.audit and 2 heads of fl.audit-heads were read.",
            "Signed by key " + key.id() + ", and every signature is good.",
            "2 entries after the newest head: no head covers them yet, so they are not checked.",
            "All holds up to entry 6.")
        .doesNotContain("was not given");
    assertThat(run("audit", "verify", "--remember", seen.toString())).isZero();
    assertThat(out.toString()).contains("an extension of what was verified last, which had 7");
    assertThat(Files.readString(seen)).containsPattern("\"heads_sha256\" : \"[0-9a-f]{64}\"");

    Path proof = folder.resolve("proof.json");
    assertThat(run("audit", "prove", "--model", MODEL, "--out", proof.toString())).isZero();
    assertThat(run("audit", "check", proof.toString(), "--key", keyFile.toString())).isZero();
    assertThat(out.toString())
        .contains("entry 4: {", "round_completed", MODEL, "of 7 entries that key " + key.id());
    assertForgeriesAreFound(proof);
    assertThat(run("audit", "prove", "--round", "r-2")).isZero();
    assertThat(out.toString()).contains("\"index\" : 2").contains("\"round_id\" : \"r-2\"");
    assertThat(run("audit", "prove", "--event", "8")).isEqualTo(1);
    assertThat(out.toString()).contains("No head covers").contains("of entry 8 yet");
    assertThat(run("audit", "prove", "--model", "cd".repeat(32))).isEqualTo(1);
    assertThat(out.toString()).contains("says nothing of model cdcd");

    Path honest = folder.resolve("honest.json");
    Files.copy(seen, honest);
    values.set(1, EVENTS.encode(event(77, "00")));
    topics();
    write(values);
    publish(values, List.of(3, 9), key);
    assertThat(run("audit", "verify", "--remember", seen.toString(), "--key", keyFile.toString()))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "The audit log does NOT hold:",
            "its first 7 entries are not those of then",
            "The head of 7 entries that was verified last is not on fl.audit-heads");
    Path forged = folder.resolve("forged.json");
    assertThat(run("audit", "verify", "--remember", forged.toString())).isZero();
    assertThat(run("audit", "compare", honest.toString(), forged.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "Split view: The log is that of the head of 9 entries, and does not begin with that"
                + " of 7.");
    assertThat(run("audit", "compare", honest.toString(), honest.toString())).isZero();
  }

  private void assertForgeriesAreFound(Path proof) throws Exception {
    String text = Files.readString(proof);
    Path forged = folder.resolve("other.json");
    Files.writeString(forged, text.replace("round_completed", "round_cancelled"));
    assertThat(run("audit", "check", forged.toString(), "--any-key")).isEqualTo(1);
    assertThat(out.toString()).contains("Entry 4 does not say what the file says that it says.");
    Files.writeString(forged, text.replace("\"tree_size\" : 7", "\"tree_size\" : 6"));
    assertThat(run("audit", "check", forged.toString(), "--any-key")).isEqualTo(1);
    assertThat(out.toString()).contains("The head cannot be believed: its signature is not over");
    Files.writeString(forged, text.replace("\"index\" : 4", "\"index\" : 5"));
    assertThat(run("audit", "check", forged.toString(), "--any-key")).isEqualTo(1);
    assertThat(out.toString()).contains("Entry 5 is not in the tree of the head");
    assertReadWithARegistrysId(proof);
    String stranger = "00".repeat(31) + "01";
    assertThat(run("audit", "check", proof.toString(), "--key", stranger)).isEqualTo(1);
    assertThat(out.toString()).contains("which is not the one given with --key");
    Files.writeString(forged, "{}");
    assertThat(run("audit", "check", forged.toString(), "--any-key")).isEqualTo(2);
    assertThat(run("audit", "check", proof.toString(), "--key", "nokey")).isEqualTo(2);
    assertThat(run("audit", "check", folder.resolve("none.json").toString(), "--any-key"))
        .isEqualTo(2);
    assertThat(run("audit", "check", proof.toString(), "--any-key")).isZero();
    assertThat(run("audit", "check", proof.toString())).isEqualTo(2);
  }

  /** A registry's id says nothing here, so the schemas that releases have written are tried. */
  private static void assertReadWithARegistrysId(Path proof) {
    ProofFile file = JsonFile.read(proof, ProofFile.FORMAT, ProofFile::of);
    byte[] value = file.entries().get(0).value().clone();
    ByteBuffer.wrap(value).putInt(1, 7);
    assertThat(EventJson.read(value)).isEqualTo(file.entries().get(0).event());
    value[5] = 99; // the length of the first field, and less than none
    assertThat(EventJson.read(value)).isNull();
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    Surroundings here =
        new Surroundings(
            Map.of("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
            Clock.systemUTC(),
            new Random(1),
            end -> {});
    return FedlogCommand.line(here)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(args);
  }

  private static AuditEvent event(int number, String model) {
    return AuditEvent.newBuilder()
        .setEvent("round_completed")
        .setRoundId("r-" + number)
        .setModelType("sales")
        .setSubject("aggregator")
        .setResult("ok")
        .setDetails(Map.of("model_sha256", model))
        .setAt(Instant.ofEpochMilli(number))
        .build();
  }

  /** New and empty. */
  private static void topics() throws Exception {
    try (Admin admin = Admin.create(KafkaSettings.at(broker.bootstrapServers()).admin("test"))) {
      List<String> names = List.of(Topics.AUDIT.name(), Topics.AUDIT_HEADS.name());
      if (admin.listTopics().names().get().containsAll(names)) {
        admin.deleteTopics(names).all().get();
        while (admin.listTopics().names().get().stream().anyMatch(names::contains)) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      admin
          .createTopics(names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
    }
  }

  private static void write(List<byte[]> values) throws Exception {
    for (byte[] value : values) {
      RecordMetadata unused =
          producer.send(new ProducerRecord<>(Topics.AUDIT.name(), 0, null, value)).get();
    }
  }

  private static void publish(List<byte[]> values, List<Integer> sizes, SigningKey by)
      throws Exception {
    AuditTree tree = new AuditTree();
    long previous = 0;
    for (int i = 0; i < values.size(); i++) {
      byte[] unused = tree.append(i, 1000, values.get(i));
      if (sizes.contains(i + 1)) {
        byte[] head = HEADS.encode(SignedHead.sign(tree.head(previous), by));
        previous = tree.size();
        RecordMetadata sent =
            producer.send(new ProducerRecord<>(Topics.AUDIT_HEADS.name(), 0, null, head)).get();
        assertThat(sent.hasOffset()).isTrue();
      }
    }
  }
}
