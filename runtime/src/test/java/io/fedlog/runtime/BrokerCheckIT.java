package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.embedded.EmbeddedKafka;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokerCheckIT {
  @Test
  void shouldCountBrokers_whenKafkaAnswers() {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      assertThat(BrokerCheck.await(KafkaSettings.at(broker.bootstrapServers()))).isEqualTo(1);
    }
  }

  @Test
  void shouldSayWhereHowLongAndWhatToDo_whenNobodyListens() throws Exception {
    String address;
    try (ServerSocket socket = new ServerSocket(0)) {
      address = "127.0.0.1:" + socket.getLocalPort();
    }
    KafkaSettings kafka = new KafkaSettings(address, Duration.ofSeconds(2), Map.of());

    assertThatThrownBy(() -> BrokerCheck.await(kafka))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("within 2 s")
        .hasMessageContaining("FL_BOOTSTRAP_SERVERS");
  }

  @Test
  void shouldSayWhere_whenTheHostIsUnknown() {
    KafkaSettings kafka =
        new KafkaSettings("no-such-host.invalid:9092", Duration.ofSeconds(1), Map.of());

    assertThatThrownBy(() -> BrokerCheck.await(kafka))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("no-such-host.invalid:9092");
  }

  @Test
  void shouldGoOn_whenKafkaComesLate() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      broker.stop();
      KafkaSettings kafka = KafkaSettings.at(broker.bootstrapServers());
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> BrokerCheck.await(kafka));

      broker.start();

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }
}
