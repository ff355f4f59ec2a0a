package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.MaskSeal;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.UpdateSeal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoreSignaturesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SigningKey NORTH = SigningKey.generate();
  private static final SigningKey SOUTH = SigningKey.generate();
  private static final SigningKey COORDINATOR = SigningKey.generate();
  private static final SigningKey STRANGER = SigningKey.generate();

  private final EnrolledStores stores = new EnrolledStores();
  private final StoreSignatures signatures = new StoreSignatures(stores);
  private final SealSigner north = Ed25519SealSigner.with(NORTH);

  /** One change to how a seal is signed and for whom, and why it is then refused. */
  enum Change {
    SHORT_SIGNATURE(seal -> seal.setSignature(ByteBuffer.allocate(63)), "bad_signature"),
    LONG_SIGNATURE(seal -> seal.setSignature(ByteBuffer.allocate(65)), "bad_signature"),
    ZERO_SIGNATURE(seal -> seal.setSignature(ByteBuffer.allocate(64)), "bad_signature"),
    NO_SIGNATURE(seal -> seal.setSignature(null), "unsigned"),
    NO_KEY(seal -> seal.setSigningKeyId(null), "unsigned"),
    STRANGE_KEY(seal -> seal.setSigningKeyId("k2"), "unknown_key"),
    STORE(seal -> seal.setStoreId("south"), "wrong_store"),
    UNENROLLED_STORE(seal -> seal.setStoreId("west"), "wrong_store");

    final UnaryOperator<UpdateSeal.Builder> change;
    final String reason;

    Change(UnaryOperator<UpdateSeal.Builder> change, String reason) {
      this.change = change;
      this.reason = reason;
    }
  }

  @BeforeEach
  void enrol() {
    stores.apply(enrolment("north", NORTH, EnrolmentStatus.ENROLLED), 3);
    stores.apply(enrolment("south", SOUTH, EnrolmentStatus.ENROLLED), 5);
  }

  @Test
  void shouldBelieve_whenTheStoreSigned() {
    assertThat(signatures.of(north.sign(seal("north")))).isEqualTo(Verdict.believed(3));
    assertThat(signatures.of(north.sign(join(NOW)), NOW)).isEqualTo(Verdict.believed(3));
    assertThat(signatures.of(north.sign(heartbeat(NOW)), NOW)).isEqualTo(Verdict.believed(3));
  }

  /** The bytes are put together here as the class comment of SignedBytes says. */
  @Test
  void shouldBelieve_whenAnotherImplementationSigned() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("fedlog join 1\0".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes("\nnorth\2r\2m".getBytes(StandardCharsets.US_ASCII)); // lengths are doubled
    long zigzag = NOW.toEpochMilli() << 1;
    for (; zigzag > 127; zigzag >>>= 7) {
      bytes.write((int) (zigzag & 127) | 128);
    }
    bytes.write((int) zigzag);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(NORTH.privateKey());
    signature.update(bytes.toByteArray());

    Join join = new Join("north", "r", "m", NOW, ByteBuffer.wrap(signature.sign()), NORTH.id());

    assertThat(signatures.of(join, NOW).isBelieved()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhy_whenAnythingIsChanged(Change change) {
    UpdateSeal.Builder signed = UpdateSeal.newBuilder(north.sign(seal("north")));

    Verdict verdict = signatures.of(change.change.apply(signed).build());

    assertThat(verdict.reason()).isEqualTo(change.reason);
    assertThat(verdict.detail()).isNotBlank();
  }

  /** Every field that a seal has but those of the signature; of the store's name, see above. */
  static Stream<String> signedFields() {
    return UpdateSeal.getClassSchema().getFields().stream()
        .map(Schema.Field::name)
        .filter(name -> !Set.of("store_id", "signature", "signing_key_id").contains(name));
  }

  @ParameterizedTest
  @MethodSource("signedFields")
  void shouldNotBelieve_whenAFieldIsChanged(String field) {
    UpdateSeal seal = UpdateSeal.newBuilder(north.sign(seal("north"))).build();
    int position = UpdateSeal.getClassSchema().getField(field).pos();
    seal.put(position, field.equals("mask") ? mask() : changed(seal.get(position)));

    assertThat(signatures.of(seal).reason()).isEqualTo("bad_signature");
  }

  private static MaskSeal mask() {
    ByteBuffer digest = ByteBuffer.allocate(32);
    return new MaskSeal(digest, digest, 1L, ByteBuffer.allocate(0));
  }

  private static Object changed(@Nullable Object value) {
    if (value instanceof Integer number) {
      return number + 1;
    } else if (value instanceof Long number) {
      return number + 1;
    } else if (value instanceof Instant at) {
      return at.plusMillis(1);
    } else if (value instanceof ByteBuffer bytes) {
      return ByteBuffer.allocate(bytes.remaining()).put(0, (byte) 1);
    } else if (value instanceof Map<?, ?>) {
      return Map.of("loss", 0.25);
    }
    return value + "x"; // names, and what the store left open
  }

  @Test
  void shouldNotBelieve_whenTheSignatureIsOfAnotherKindOfRecord() {
    Join join = north.sign(join(NOW));
    Heartbeat heartbeat =
        Heartbeat.newBuilder(heartbeat(NOW))
            .setSignature(join.getSignature())
            .setSigningKeyId(NORTH.id())
            .build();

    assertThat(signatures.of(heartbeat, NOW).reason()).isEqualTo("bad_signature");
  }

  @Test
  void shouldNotBelieve_whenAnEnrolledStoreSpeaksForAnother() {
    UpdateSeal forged = Ed25519SealSigner.with(SOUTH).sign(seal("north"));

    assertThat(signatures.of(forged).reason()).isEqualTo("wrong_store");
    assertThat(signatures.of(UpdateSeal.newBuilder(forged).setSigningKeyId(NORTH.id()).build()))
        .extracting(Verdict::reason, Verdict::revision)
        .containsExactly("bad_signature", 3L);
  }

  @Test
  void shouldNotBelieve_whenTheKeyIsNobodys() {
    Verdict verdict = signatures.of(Ed25519SealSigner.with(STRANGER).sign(seal("west")));

    assertThat(verdict.reason()).isEqualTo("unknown_key");
    assertThat(verdict.revision()).isEqualTo(Verdict.NO_REVISION);
  }

  @Test
  void shouldGoByTheNewestRecord_whenAStoreIsRevokedOrChangesItsKey() {
    UpdateSeal before = north.sign(seal("north"));
    stores.apply(enrolment("north", NORTH, EnrolmentStatus.REVOKED), 8);
    assertThat(signatures.of(before))
        .extracting(Verdict::reason, Verdict::revision)
        .containsExactly("revoked", 8L);

    stores.apply(enrolment("north", STRANGER, EnrolmentStatus.ENROLLED), 9);
    assertThat(signatures.of(before).reason()).isEqualTo("unknown_key");
    assertThat(signatures.of(Ed25519SealSigner.with(STRANGER).sign(seal("north"))))
        .isEqualTo(Verdict.believed(9));
  }

  @Test
  void shouldBelieveTheCoordinator_whenItVouches_butNotForTheRevoked() {
    SealSigner coordinator = Ed25519SealSigner.with(COORDINATOR);
    UpdateSeal ofRestStore = coordinator.sign(seal("west"));
    assertThat(signatures.of(ofRestStore).reason()).isEqualTo("unknown_key");

    stores.apply(enrolment(Enrolment.COORDINATOR, COORDINATOR, EnrolmentStatus.ENROLLED), 20);
    assertThat(signatures.of(ofRestStore)).isEqualTo(Verdict.believed(20));

    stores.apply(enrolment("south", SOUTH, EnrolmentStatus.REVOKED), 21);
    assertThat(signatures.of(coordinator.sign(seal("south"))).reason()).isEqualTo("revoked");

    stores.apply(enrolment(Enrolment.COORDINATOR, COORDINATOR, EnrolmentStatus.REVOKED), 22);
    assertThat(signatures.of(ofRestStore).isBelieved()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-901, replayed", "-900,", "0,", "900,", "901, replayed"})
  void shouldRefuse_whenJoinsAndHeartbeatsComeFarFromTheirTime(long seconds, String reason) {
    Instant said = NOW.plus(Duration.ofSeconds(seconds));

    assertThat(signatures.of(north.sign(join(said)), NOW).reason()).isEqualTo(reason);
    assertThat(signatures.of(north.sign(heartbeat(said)), NOW).reason()).isEqualTo(reason);
  }

  private static UpdateSeal seal(String storeId) {
    return UpdateSeal.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setStoreId(storeId)
        .setAttemptId(5)
        .setAttemptNumber(1)
        .setChunkCount(1)
        .setUpdateBytes(4000)
        .setBaseVersion(0)
        .setWeight(7)
        .setRootDigest(ByteBuffer.allocate(32))
        .setTrainingSamples(7)
        .setMetrics(Map.of("loss", 0.5, "accuracy", 0.75))
        .setSealedAt(NOW)
        .build();
  }

  private static Join join(Instant at) {
    return new Join("north", "r", "m", at, null, null);
  }

  private static Heartbeat heartbeat(Instant at) {
    return new Heartbeat("north", at, "0.1.0", List.of("m"), null, null);
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
