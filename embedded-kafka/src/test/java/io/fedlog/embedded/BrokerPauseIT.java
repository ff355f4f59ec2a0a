package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BrokerPauseIT {

  @Test
  void shouldComeBack_whenPausedPastItsSession(@TempDir Path folder) throws Exception {
    try (BrokerCluster cluster = BrokerCluster.start(folder, 3, Map.of(), new Random())) {
      Probe probe = new Probe(cluster.bootstrapServers());
      probe.createReplicatedTopic("paused", 3);
      probe.awaitInSync("paused", Set.of(1, 2, 3));

      cluster.broker(2).pause(Duration.ofSeconds(40));
      probe.awaitInSync("paused", Set.of(1, 3));
      probe.sendInTransaction("paused", "without");
      cluster.broker(2).resume();

      probe.awaitInSync("paused", Set.of(1, 2, 3));
      assertThat(probe.readAll("paused", "g", 1))
          .extracting(ConsumerRecord::value)
          .containsExactly("without");
    }
  }
}
