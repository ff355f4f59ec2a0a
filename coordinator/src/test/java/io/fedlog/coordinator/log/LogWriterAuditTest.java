package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.LogRecords;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.TokenRevocation;
import io.fedlog.schemas.UserAccount;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LogWriterAuditTest {

  private static final Instant NOON = LogRecords.NOON;
  private static final AuditEvent EVENT =
      AuditEvent.newBuilder()
          .setEvent("cancel_round")
          .setSubject("ada")
          .setResult("refused")
          .setDetails(Map.of())
          .setAt(NOON)
          .build();

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final LogWriter writer = new LogWriter(producer, new FingerprintDirectory());

  @Test
  void shouldKeyWhoMayAct_soThatTheNewestOfEachStays() {
    writer.write(new AccessRecord(new TokenRevocation("j-1", NOON, NOON, "ada")));
    writer.write(
        new AccessRecord(
            new UserAccount("bob", AccessRole.ADMIN, "$2a$", true, NOON, "ada", null)));
    byte[] hash = new byte[32];
    hash[0] = (byte) 0xab;
    writer.write(
        new AccessRecord(
            new EnrolmentCode(ByteBuffer.wrap(hash), "north", NOON, NOON, "ada", null)));

    assertThat(producer.history())
        .extracting(record -> record.topic() + " " + record.key())
        .containsExactly(
            "fl.access token/j-1", "fl.access user/bob", "fl.access code/ab" + "0".repeat(62));
  }

  @Test
  void shouldThrow_whenAnAuditEventIsNotOnTheLog() {
    writer.write(EVENT);
    assertThat(producer.history())
        .extracting(record -> record.topic() + " " + record.key())
        .containsExactly("fl.audit null");

    producer.sendException = new KafkaException("away");
    assertThatThrownBy(() -> writer.write(EVENT)).isInstanceOf(KafkaException.class);
  }
}
