package io.fedlog.runtime.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogScanIT {

  private static final String TOPIC = Topics.STORE_METRICS.name();
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final FingerprintDirectory schemas = new FingerprintDirectory();
  private final RecordCodec<StoreMetric> codec = RecordCodec.of(Topics.STORE_METRICS, schemas);
  private final EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
  private final KafkaSettings settings = KafkaSettings.at(kafka.bootstrapServers());
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          settings.producer("test"), new StringSerializer(), new ByteArraySerializer());
  private final LogScan scan = LogScan.open(settings, schemas, "test-scan");

  @BeforeEach
  void createTopic() throws Exception {
    try (Admin admin = Admin.create(settings.admin("test"))) {
      NewTopic topic = new NewTopic(TOPIC, 3, (short) 1);
      topic.configs(Map.of("message.timestamp.type", "CreateTime"));
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  @AfterEach
  void close() {
    scan.close();
    producer.close();
    kafka.close();
  }

  @Test
  void shouldReadWhatIsThere_andEachKeysNewest() throws Exception {
    put(0, "a", 1, NOON);
    put(1, "b", 2, NOON);
    put(0, "a", 3, NOON);
    forget(1, "b");

    assertThat(values(Instant.EPOCH)).containsExactlyInAnyOrder(1.0, 2.0, 3.0);
    assertThat(scan.newest(Topics.STORE_METRICS)).containsOnlyKeys("a");
    assertThat(scan.newest(Topics.STORE_METRICS).get("a").value().getMetricValue()).isEqualTo(3);
  }

  @Test
  void shouldLeaveOutWhatIsOlder_whenAskedSinceAMoment() throws Exception {
    put(0, "a", 1, NOON.minusSeconds(60));
    put(0, "a", 2, NOON);
    put(1, "b", 3, NOON.minusSeconds(1));

    assertThat(values(NOON)).containsExactly(2.0);
  }

  @Test
  void shouldNotWaitForWhatNobodyHasCommitted() throws Exception {
    put(0, "a", 1, NOON);
    Properties transactional = settings.transactionalProducer("open", "open");
    try (KafkaProducer<String, byte[]> open =
        new KafkaProducer<>(transactional, new StringSerializer(), new ByteArraySerializer())) {
      open.initTransactions();
      open.beginTransaction();
      open.send(record(0, "a", 2, NOON)).get();

      assertThat(values(Instant.EPOCH)).containsExactly(1.0);
    }
  }

  @Test
  void shouldReadNothing_whenTheTopicIsNotThere() {
    List<Object> seen = new ArrayList<>();
    scan.read(Topics.AUDIT, seen::add);
    assertThat(seen).isEmpty();
    assertThat(scan.ends(Topics.AUDIT)).isEmpty();
  }

  @Test
  void shouldGoOnWithWhatComes_whenFollowing() throws Exception {
    put(0, "a", 1, NOON);
    List<Double> seen = new ArrayList<>();
    AtomicBoolean added = new AtomicBoolean();
    long limit = System.nanoTime() + 30_000_000_000L;
    scan.follow(
        Topics.STORE_METRICS,
        Instant.EPOCH,
        record -> {
          seen.add(record.value().getMetricValue());
          if (added.compareAndSet(false, true)) {
            producer.send(record(2, "c", 7, NOON));
          }
        },
        () -> seen.size() < 2 && System.nanoTime() < limit);
    assertThat(seen).containsExactly(1.0, 7.0);
  }

  private List<Double> values(Instant since) {
    List<Double> values = new ArrayList<>();
    scan.read(
        Topics.STORE_METRICS,
        since,
        record -> {
          if (!record.isTombstone()) {
            values.add(record.value().getMetricValue());
          }
        });
    return values;
  }

  private void put(int partition, String key, double value, Instant at)
      throws ExecutionException, InterruptedException {
    producer.send(record(partition, key, value, at)).get();
  }

  private void forget(int partition, String key) throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(TOPIC, partition, key, null)).get();
  }

  private ProducerRecord<String, byte[]> record(
      int partition, String key, double value, Instant at) {
    StoreMetric metric =
        StoreMetric.newBuilder()
            .setStoreId(key)
            .setModelType("sales")
            .setRoundId("r")
            .setModelVersion(1)
            .setPhase("train")
            .setMetricName("loss")
            .setMetricValue(value)
            .setSamples(1)
            .setMeasuredAt(at)
            .build();
    return new ProducerRecord<>(TOPIC, partition, at.toEpochMilli(), key, codec.encode(metric));
  }
}
