package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.runtime.trust.EnrolledStores;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreConfirmed;
import io.fedlog.schemas.StoreDealt;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.StoreRevealed;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where stores sign, nothing that one says in a round that masks is taken from another: a forged
 * sharing would take the place of the store's own, as would a forged answer at the end.
 */
class SignedSecureMessagesTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final SigningKey KEY_0 = SigningKey.generate();
  private static final SigningKey KEY_1 = SigningKey.generate();
  private static final long REVISION_0 = 7;

  private final SealSigner own = Ed25519SealSigner.with(KEY_0);
  private final SealSigner other = Ed25519SealSigner.with(KEY_1);
  private final EnrolledStores stores = new EnrolledStores();
  private final Bench bench = new Bench(SecureCheck.signed(stores));

  @BeforeEach
  void enrol() {
    stores.apply(enrolment("store-0", KEY_0), REVISION_0);
    stores.apply(enrolment("store-1", KEY_1), 9);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  static Stream<Object> bodies() {
    ByteBuffer digest = ByteBuffer.allocate(32);
    ByteBuffer none = ByteBuffer.allocate(0);
    return Stream.of(
        new AdvertisedKeys(digest, digest, none),
        new DealtShares(digest, digest, none, none),
        new OutcomeConfirmed(digest, none),
        new RevealedShares(digest, List.of()));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldTakeDown_whatItsStoreSigned(Object body) {
    send("store-0", own.sign(message(body)));

    assertThat(taken()).hasSize(1);
    assertThat(taken().get(0).getTrustRevision()).isEqualTo(REVISION_0);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldTakeDownNothing_thatIsUnsignedOfAnotherOrChanged(Object body) {
    SecureMessage signed = own.sign(message(body));
    send("store-0", message(body));
    send("store-0", other.sign(message(body)));
    send("store-0", SecureMessage.newBuilder(signed).setRoundId("another").build());
    send("store-0", SecureMessage.newBuilder(signed).setBody(different(body)).build());

    assertThat(bench.reasons())
        .containsExactly("unsigned", "wrong_store", "bad_signature", "bad_signature");
    assertThat(taken()).isEmpty();
  }

  /** Neighbours read a store's records in its partition; the quorum must see the same ones. */
  @ParameterizedTest
  @MethodSource("bodies")
  void shouldTakeDownNothing_underAnotherKeyThanTheStoresId(Object body) {
    send("store-1", own.sign(message(body)));
    send(null, own.sign(message(body)));

    assertThat(bench.reasons()).containsExactly("wrong_key", "wrong_key");
    assertThat(bench.all(Topics.REJECTED))
        .extracting(RejectedRecord::getStoreId)
        .containsOnly("store-0");
    assertThat(taken()).isEmpty();
  }

  private static Object different(Object body) {
    return body instanceof AdvertisedKeys
        ? new OutcomeConfirmed(ByteBuffer.allocate(32), ByteBuffer.allocate(0))
        : bodies().findFirst().orElseThrow();
  }

  private void send(String key, SecureMessage message) {
    bench.send(Topics.SECURE, key, message);
    bench.advance(Duration.ofSeconds(1));
  }

  private List<RoundLogEntry> taken() {
    return bench.all(Topics.ROUND_LOG).stream()
        .filter(
            entry ->
                entry.getEvent() instanceof StoreAdvertised
                    || entry.getEvent() instanceof StoreDealt
                    || entry.getEvent() instanceof StoreConfirmed
                    || entry.getEvent() instanceof StoreRevealed)
        .toList();
  }

  private static StoreEnrolment enrolment(String storeId, SigningKey key) {
    return StoreEnrolment.newBuilder()
        .setStoreId(storeId)
        .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
        .setSigningKeyId(key.id())
        .setStatus(EnrolmentStatus.ENROLLED)
        .setChangedAt(BEGIN)
        .setChangedBy("test")
        .build();
  }

  private static SecureMessage message(Object body) {
    return SecureMessage.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setStoreId("store-0")
        .setBody(body)
        .setSentAt(BEGIN)
        .build();
  }
}
