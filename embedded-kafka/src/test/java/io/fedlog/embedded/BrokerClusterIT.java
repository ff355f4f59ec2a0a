package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class BrokerClusterIT {
  @TempDir static Path folder;
  private static BrokerCluster cluster;
  private static Probe probe;

  @BeforeAll
  static void start() {
    cluster = BrokerCluster.start(folder, 3, Map.of(), new Random());
    probe = new Probe(cluster.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldGoOnWithTwo_whenOneIsKilled(int node) throws Exception {
    String topic = "killed-" + node;
    probe.createReplicatedTopic(topic, 3);
    probe.sendInTransaction(topic, "before");

    cluster.broker(node).kill();
    probe.sendInTransaction(topic, "without");
    cluster.broker(node).restart();

    probe.awaitInSync(topic, Set.of(1, 2, 3));
    assertThat(probe.readAll(topic, "g", 2))
        .extracting(ConsumerRecord::value)
        .containsExactly("before", "without");
    assertThat(probe.clusterNodes()).isEqualTo(3);
  }

  @Test
  void shouldSayWhatIsWrong_whenThereAreNoBrokers() {
    assertThatThrownBy(() -> BrokerCluster.start(folder, 0, Map.of(), new Random()))
        .hasMessageContaining("size is 0");
  }
}
