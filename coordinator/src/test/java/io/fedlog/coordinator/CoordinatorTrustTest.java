package io.fedlog.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.audit.AuditLog;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.log.HeartbeatCheck;
import io.fedlog.coordinator.log.JoinCheck;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.runtime.trust.EnrolledStores;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a coordinator makes known of its own key. */
class CoordinatorTrustTest {
  private static final SigningKey KEY = SigningKey.generate();

  private final FingerprintDirectory schemas = new FingerprintDirectory();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final List<AuditEvent> events = new ArrayList<>();
  private final AuditLog written =
      new AuditLog() {
        @Override
        public void write(AuditEvent event) {
          events.add(event);
        }

        @Override
        public void offer(AuditEvent event) {
          events.add(event);
        }
      };
  private final EnrolledStores stores = new EnrolledStores();

  @Test
  void shouldEnrolItsKeyOnce() {
    enrol(KEY);
    assertThat(producer.history()).hasSize(1);
    assertThat(producer.history().get(0).key()).isEqualTo("coordinator");
    StoreEnrolment enrolment =
        RecordCodec.of(Topics.STORES, schemas).decode(producer.history().get(0).value());
    assertThat(enrolment.getStoreId()).isEqualTo("coordinator");
    assertThat(enrolment.getSigningKeyId()).isEqualTo(KEY.id());
    assertThat(enrolment.getPublicKey()).isEqualTo(ByteBuffer.wrap(KEY.publicKey().getEncoded()));
    assertThat(enrolment.getStatus()).isEqualTo(EnrolmentStatus.ENROLLED);

    stores.apply(enrolment, 0);
    enrol(KEY);
    assertThat(producer.history()).hasSize(1);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getEvent()).isEqualTo("enrol_key");
    assertThat(events.get(0).getDetails())
        .isEqualTo(Map.of("store_id", "coordinator", "signing_key_id", KEY.id()));
  }

  @Test
  void shouldReplaceAFormerKey() {
    stores.apply(enrolment(SigningKey.generate(), EnrolmentStatus.ENROLLED), 0);

    enrol(KEY);

    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void shouldNotUndoARevocation_whenItStartsAgain() {
    stores.apply(enrolment(KEY, EnrolmentStatus.REVOKED), 0);

    assertThatThrownBy(() -> enrol(KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(KEY.id() + " was revoked")
        .hasMessageContaining("FL_SIGNING_KEY_FILE");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldSayNothing_whenItHasNoKey() {
    enrol(null);

    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldNotStart_whenStoresMustSignAndItHasNoKey() {
    CoordinatorConfig config = CoordinatorConfig.fromEnv(Map.of("FL_SIGNATURES", "required"));

    assertThatThrownBy(() -> CoordinatorApp.start(config, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FL_SIGNATURES is required but FL_SIGNING_KEY_FILE is not set");
  }

  private void enrol(@Nullable SigningKey key) {
    new CoordinatorTrust(key, stores, HeartbeatCheck.TRUST_THE_BROKER, JoinCheck.TRUST_THE_BROKER)
        .enrol(
            new LogWriter(producer, schemas),
            new AuditTrail(written, () -> Instant.EPOCH),
            () -> Instant.EPOCH);
  }

  private static StoreEnrolment enrolment(SigningKey key, EnrolmentStatus status) {
    return StoreEnrolment.newBuilder()
        .setStoreId(Enrolment.COORDINATOR)
        .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
        .setSigningKeyId(key.id())
        .setStatus(status)
        .setChangedAt(Instant.EPOCH)
        .setChangedBy("test")
        .build();
  }
}
