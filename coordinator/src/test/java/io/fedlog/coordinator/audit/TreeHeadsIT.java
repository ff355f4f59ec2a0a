package io.fedlog.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.runtime.audit.AuditVerifier;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heads of a real broker's audit topic, by coordinators that follow one another or believe so. */
class TreeHeadsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final FingerprintDirectory SCHEMAS = new FingerprintDirectory();
  private static final RecordCodec<TreeHead> CODEC = RecordCodec.of(Topics.AUDIT_HEADS, SCHEMAS);

  private final SigningKey key = SigningKey.generate();
  private final List<AutoCloseable> open = new ArrayList<>();
  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private Producer<String, byte[]> writer;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.startTemporary();
    kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .createTopics(
              List.of(Topics.AUDIT, Topics.AUDIT_HEADS).stream()
                  .map(topic -> new NewTopic(topic.name(), 1, (short) 1).configs(topic.settings()))
                  .toList())
          .all()
          .get();
    }
    writer = producer(kafka.producer("writer"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    broker.close();
  }

  @Test
  void shouldNeitherForkNorRepeat_whenTwoBelieveThatTheyAct() {
    write(0, 5);
    HeadsInOffice first = office();
    stepTo(first, 5);
    write(5, 9);
    HeadsInOffice second = office();
    stepTo(second, 9);
    write(9, 12);

    assertThatThrownBy(() -> stepTo(first, 12))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("epoch");

    stepTo(second, 12);
    List<TreeHead> heads = heads();
    assertThat(heads).extracting(TreeHead::getTreeSize).containsExactly(5L, 9L, 12L);
    assertThat(heads).extracting(TreeHead::getPreviousSize).containsExactly(0L, 5L, 9L);
    AuditVerdict verdict = verdict();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.uncovered()).isZero();
  }

  @Test
  void shouldPublishWhileItActs_andGoOnWhereTheFormerStopped_andStopAtAContradiction()
      throws Exception {
    AtomicBoolean acts = new AtomicBoolean();
    write(0, 3);
    TreeHeads one = keeping(acts);
    one.start();
    await().during(Duration.ofMillis(400)).atMost(SOON).until(() -> heads().isEmpty());
    acts.set(true);
    await().atMost(SOON).until(() -> sizes().contains(3L));
    write(3, 7);
    await().atMost(SOON).until(() -> sizes().contains(7L));
    assertThat(one.entries()).isEqualTo(7);
    assertThat(one.contradiction()).isEmpty();
    acts.set(false);
    await().atMost(SOON).until(() -> one.entries() == 0 && one.published() == 0);
    acts.set(true);
    write(7, 8);
    await().atMost(SOON).until(() -> one.entries() == 8);
    one.close(); // with a head of what is there

    assertThat(sizes()).contains(8L);
    assertThat(verdict().faults()).isEmpty();

    forge();
    TreeHeads next = keeping(acts);
    next.start();
    await().atMost(SOON).until(() -> next.contradiction().isPresent());
    assertThat(next.contradiction().orElseThrow())
        .startsWith("the last head is of 8 entries, but fl.audit has 7: it was cut");
    write(8, 20);
    long before = sizes().size();
    next.close();
    assertThat(sizes()).hasSize((int) before);
  }

  /** The log loses its first record, as somebody with rights to do so can have it. */
  private void forge() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("forger"))) {
      TopicPartition audit = new TopicPartition(Topics.AUDIT.name(), 0);
      admin.deleteRecords(Map.of(audit, RecordsToDelete.beforeOffset(1))).all().get();
    }
  }

  private TreeHeads keeping(AtomicBoolean acts) {
    TreeHeads heads =
        new TreeHeads(
            this::consumer, this::transactional, SCHEMAS, key, acts::get, Duration.ofMillis(50));
    open.add(heads);
    return heads;
  }

  private HeadsInOffice office() {
    return new HeadsInOffice(consumer(), transactional(), CODEC, key, Duration.ofHours(1));
  }

  private static void stepTo(HeadsInOffice office, long entries) {
    while (office.entries() < entries) {
      office.step(WAIT);
    }
    office.publish();
  }

  private void write(int from, int to) {
    for (int i = from; i < to; i++) {
      var unused =
          writer.send(new ProducerRecord<>(Topics.AUDIT.name(), 0, null, new byte[] {(byte) i}));
    }
    writer.flush();
  }

  private List<Long> sizes() {
    return heads().stream().map(TreeHead::getTreeSize).toList();
  }

  private List<TreeHead> heads() {
    List<TreeHead> heads = new ArrayList<>();
    try (LogScan scan = LogScan.open(kafka, SCHEMAS, "test")) {
      scan.read(Topics.AUDIT_HEADS, record -> heads.add(record.value()));
    }
    return heads;
  }

  private AuditVerdict verdict() {
    String hex = HexFormat.of().formatHex(key.publicKey().getEncoded());
    AuditVerifier verifier = new AuditVerifier(CODEC, Set.of(hex), null);
    try (LogScan scan = LogScan.open(kafka, SCHEMAS, "test")) {
      scan.read(Topics.AUDIT_HEADS, r -> verifier.head(r.offset(), r.bytes()));
      scan.read(
          Topics.AUDIT,
          r -> {
            byte[] unused = verifier.entry(r.offset(), r.timestamp(), r.bytes());
          });
    }
    return verifier.verdict();
  }

  private Consumer<String, byte[]> consumer() {
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("heads"), new StringDeserializer(), new ByteArrayDeserializer());
    open.add(consumer);
    return consumer;
  }

  private Producer<String, byte[]> transactional() {
    return producer(kafka.transactionalProducer("heads", "heads"));
  }

  private Producer<String, byte[]> producer(Properties properties) {
    Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    open.add(producer);
    return producer;
  }
}
