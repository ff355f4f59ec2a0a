package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {
  @TempDir Path folder;

  @Test
  void shouldKeepAcknowledgedRecordsAndPort_whenKilledAndRestarted() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Map.of("num.io.threads", "2"))) {
      String address = broker.bootstrapServers();
      Probe probe = new Probe(address);
      probe.createTopic("t");
      probe.sendInTransaction("t", "acknowledged");

      broker.kill();
      assertThat(broker.isRunning()).isFalse();
      broker.restart();

      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(probe.readAll("t", "g", 1))
          .extracting(ConsumerRecord::value)
          .containsExactly("acknowledged");
    }
  }

  @Test
  void shouldPassOnTheReason_whenTheChildCannotStart() throws Exception {
    Files.writeString(folder.resolve("fedlog-data.properties"), "layout.version=7\n");

    assertThatThrownBy(() -> BrokerProcess.start(folder, Map.of()))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("layout version 7");
  }

  @Test
  void shouldEnd_whenClosed() {
    BrokerProcess broker = BrokerProcess.start(folder, Map.of());

    broker.close();

    assertThat(broker.isRunning()).isFalse();
  }
}
