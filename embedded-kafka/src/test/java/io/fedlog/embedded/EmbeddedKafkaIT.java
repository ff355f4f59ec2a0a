package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path folder;

  @Test
  void shouldServeTransactionsAndGroups_whenStartedWithDefaults() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      Probe probe = new Probe(broker.bootstrapServers());
      probe.createTopic("t");

      probe.sendInTransaction("t", "a", "b");
      List<ConsumerRecord<String, String>> records = probe.readAll("t", "g", 2);

      assertThat(records).extracting(ConsumerRecord::value).containsExactly("a", "b");
      assertThat(records.get(0).timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
      assertThat(broker.failure()).isEmpty();
    }
  }

  @Test
  void shouldRefuseUnknownTopics_whenNobodyCreatedThem() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("absent")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void shouldKeepLogAndClusterId_whenDirectoryIsUsedAgain() throws Exception {
    String clusterId;
    try (EmbeddedKafka first = EmbeddedKafka.start(folder)) {
      Probe probe = new Probe(first.bootstrapServers());
      probe.createTopic("kept");
      probe.sendInTransaction("kept", "x");
      clusterId = probe.clusterId();
    }
    try (EmbeddedKafka second = EmbeddedKafka.start(folder)) {
      Probe probe = new Probe(second.bootstrapServers());

      assertThat(probe.clusterId()).isEqualTo(clusterId).isEqualTo(second.clusterId());
      assertThat(probe.readAll("kept", "g", 1))
          .extracting(ConsumerRecord::value)
          .containsExactly("x");
    }
  }

  @Test
  void shouldComeBackOnItsPort_whenRestarted() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      Probe probe = new Probe(broker.bootstrapServers());
      probe.createTopic("t");
      probe.sendInTransaction("t", "before");

      broker.restart();

      probe.sendInTransaction("t", "after");
      assertThat(probe.readAll("t", "g", 2))
          .extracting(ConsumerRecord::value)
          .containsExactly("before", "after");
    }
  }

  @Test
  void shouldRunSideBySide_whenTwoAreStarted() throws Exception {
    try (EmbeddedKafka one = EmbeddedKafka.startTemporary();
        EmbeddedKafka two = EmbeddedKafka.startTemporary()) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(new Probe(one.bootstrapServers()).clusterId())
          .isNotEqualTo(new Probe(two.bootstrapServers()).clusterId());
    }
  }

  @Test
  void shouldDeleteTemporaryDirectory_whenClosed() {
    EmbeddedKafka broker = EmbeddedKafka.startTemporary();
    Path directory = broker.dataDir();
    assertThat(directory).isDirectory();

    broker.close();

    assertThat(directory).doesNotExist();
  }

  @Test
  void shouldNamePortAndRemedy_whenPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedKafka.Builder builder =
          EmbeddedKafka.builder().dataDir(folder).port(taken.getLocalPort());

      assertThatThrownBy(builder::start)
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("another port");
    }
    EmbeddedKafka.start(folder).close();
  }

  @Test
  void shouldNameOtherUser_whenDirectoryIsInUse() {
    try (EmbeddedKafka first = EmbeddedKafka.start(folder)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(folder))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use");
      assertThat(first.failure()).isEmpty();
    }
  }

  @Test
  void shouldNotTouchDirectory_whenLayoutIsOfAnotherVersion() throws Exception {
    Path marker = folder.resolve("fedlog-data.properties");
    Files.writeString(marker, "layout.version=7\ncluster.id=abc\n");

    assertThatThrownBy(() -> EmbeddedKafka.start(folder))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("layout version 7")
        .hasMessageContaining("reads version 1")
        .hasMessageContaining("another directory");
    assertThat(marker).hasContent("layout.version=7\ncluster.id=abc\n");
    assertThat(folder.resolve("kafka")).doesNotExist();
  }
}
