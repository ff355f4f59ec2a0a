package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker's disk, a small file system in memory, is full and is made larger. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FullDiskIT {
  private static final TopicPartition PLACE = new TopicPartition("t", 0);

  @TempDir Path folder;
  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "-l", folder.resolve("disk").toString());
    }
  }

  @Test
  void shouldStopTheBrokerAndLoseNothingAcknowledged_whenItsDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
    assumeThat(mounted).as("needs a file system of its own: run as root on Linux").isTrue();
    Map<String, String> small = Map.of("log.segment.bytes", "4194304");
    try (BrokerProcess broker = BrokerProcess.start(disk.resolve("broker"), small);
        KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      long acknowledged = 0;
      Future<RecordMetadata> last = send(producer);
      while (broker.isRunning() && acknowledged < 200) {
        if (isDone(last)) {
          last.get();
          acknowledged++;
          last = send(producer);
        }
      }

      // the broker ends rather than write half of anything; the producer waits with what it has
      assertThat(broker.isRunning()).as("a broker with a full disk").isFalse();
      assertThat(run("mount", "-o", "remount,size=400m", disk.toString())).isTrue();
      broker.restart();

      last.get(60, TimeUnit.SECONDS);
      send(producer).get(60, TimeUnit.SECONDS);
      assertThat(records(broker)).isEqualTo(acknowledged + 2);
    }
  }

  private static boolean isDone(Future<RecordMetadata> sent) {
    try {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(2, TimeUnit.SECONDS)
          .until(sent::isDone);
      return true;
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      return false;
    }
  }

  private static Future<RecordMetadata> send(KafkaProducer<byte[], byte[]> producer) {
    return producer.send(new ProducerRecord<>("t", new byte[900_000]));
  }

  private static long records(BrokerProcess broker) {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", broker.bootstrapServers());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(List.of(PLACE)).get(PLACE);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(BrokerProcess broker) {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", broker.bootstrapServers());
    p.setProperty("acks", "all");
    p.setProperty("delivery.timeout.ms", "240000");
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static boolean run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }
}
