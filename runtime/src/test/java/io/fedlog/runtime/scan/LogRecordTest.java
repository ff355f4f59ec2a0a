package io.fedlog.runtime.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LogRecordTest {

  private final RecordCodec<Heartbeat> codec =
      RecordCodec.of(Topics.HEARTBEATS, new FingerprintDirectory());

  @Test
  void shouldGiveTheValue_whenItIsOneOfTheTopic() {
    Heartbeat sign =
        Heartbeat.newBuilder().setStoreId("north").setAt(Instant.EPOCH).setCodeVersion("1").build();

    assertThat(record(codec.encode(sign)).readable()).contains(sign);
  }

  @Test
  void shouldGiveNothing_whenTheBytesAreNoValueOfTheTopic() {
    LogRecord<Heartbeat> other = record(new byte[] {1, 2, 3});

    assertThat(other.readable()).isEmpty();
    assertThatThrownBy(other::value).isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void shouldGiveNothing_whenItIsATombstone() {
    assertThat(record(null).readable()).isEmpty();
  }

  private LogRecord<Heartbeat> record(byte[] value) {
    return new LogRecord<>(new ConsumerRecord<>("fl.heartbeats", 0, 7, "north", value), codec);
  }
}
