package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.runtime.trust.EnrolledStores;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.StoreEnrolment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which stores a round could ask, when stores must sign what they say. */
class SignedHeartbeatsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SigningKey NORTH = SigningKey.generate();
  private static final SigningKey SOUTH = SigningKey.generate();

  private final EnrolledStores stores = new EnrolledStores();
  private final LogView view =
      new LogView(
          Long.MAX_VALUE,
          1,
          new SignedHeartbeats(new StoreSignatures(stores)),
          JoinCheck.TRUST_THE_BROKER);
  private final SealSigner north = Ed25519SealSigner.with(NORTH);
  private final SealSigner south = Ed25519SealSigner.with(SOUTH);

  @BeforeEach
  void enrol() {
    stores.apply(enrolment("north", NORTH, EnrolmentStatus.ENROLLED), 1);
    stores.apply(enrolment("south", SOUTH, EnrolmentStatus.ENROLLED), 2);
  }

  @Test
  void shouldKnowThoseThatSigned_andNoOthers() {
    hear(north.sign(heartbeat("north", NOW)), NOW);
    hear(heartbeat("south", NOW), NOW);
    hear(north.sign(heartbeat("south", NOW)), NOW);
    hear(SealSigner.unsigned().sign(heartbeat("west", NOW)), NOW);

    assertThat(candidates(NOW)).containsExactly(new Candidate("north", 1, 0));
  }

  @Test
  void shouldCountAStoreAsSilent_whenWhatItSaidIsSentAgain() {
    Heartbeat first = north.sign(heartbeat("north", NOW));
    Instant later = NOW.plus(Duration.ofMinutes(5));
    hear(first, NOW);

    hear(first, later);
    assertThat(candidates(later)).containsExactly(new Candidate("north", 1, 300_000));

    hear(north.sign(heartbeat("north", later)), later);
    assertThat(candidates(later)).containsExactly(new Candidate("north", 1, 0));
  }

  @Test
  void shouldNotKnowAStore_whenOnlyAnOldWordOfItIsLeftOnTheLog() {
    Heartbeat old = south.sign(heartbeat("south", NOW.minus(Duration.ofHours(1))));

    hear(old, NOW); // what compaction leaves when somebody sent it again

    assertThat(candidates(NOW)).isEmpty();
  }

  @Test
  void shouldNotHearAStore_whenItIsRevoked() {
    hear(north.sign(heartbeat("north", NOW)), NOW);
    stores.apply(enrolment("north", NORTH, EnrolmentStatus.REVOKED), 3);
    Instant later = NOW.plus(Duration.ofSeconds(10));

    hear(north.sign(heartbeat("north", later)), later);

    assertThat(candidates(later)).containsExactly(new Candidate("north", 1, 10_000));
  }

  private void hear(Heartbeat heartbeat, Instant at) {
    view.apply(heartbeat.getStoreId(), heartbeat, at);
  }

  private List<Candidate> candidates(Instant now) {
    return view.candidates("m", List.of(), now);
  }

  private static Heartbeat heartbeat(String storeId, Instant at) {
    return new Heartbeat(storeId, at, "0.1.0", List.of(), null, null);
  }

  private static StoreEnrolment enrolment(String storeId, SigningKey key, EnrolmentStatus status) {
    return StoreEnrolment.newBuilder()
        .setStoreId(storeId)
        .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
        .setSigningKeyId(key.id())
        .setStatus(status)
        .setChangedAt(NOW)
        .setChangedBy("test")
        .build();
  }
}
