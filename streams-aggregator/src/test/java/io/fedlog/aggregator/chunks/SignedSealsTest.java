package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SealBytes;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignedSealsTest {
  private static final KeyPair PAIR = pair();
  private static final RecordCodec<UpdateRecord> CODEC =
      RecordCodec.of(Topics.updates("r"), new FingerprintDirectory());

  private final SignedSeals check =
      new SignedSeals(
          (store, key) -> store.equals("north") && key.equals("k1") ? PAIR.getPublic() : null);
  private final Ed25519SealSigner signer = new Ed25519SealSigner("k1", PAIR.getPrivate());

  /** One change to a signed seal. */
  enum Change {
    WEIGHT(seal -> seal.setWeight(8)),
    STORE(seal -> seal.setStoreId("south")),
    ROOT(seal -> seal.setRootDigest(ByteBuffer.allocate(32).put(0, (byte) 1))),
    METRIC(seal -> seal.setMetrics(Map.of("loss", 0.25))),
    TIME(seal -> seal.setSealedAt(Instant.EPOCH.plusMillis(1))),
    KEY(seal -> seal.setSigningKeyId("k2")),
    NO_SIGNATURE(seal -> seal.setSignature(null)),
    SHORT_SIGNATURE(seal -> seal.setSignature(ByteBuffer.allocate(63))),
    LONG_SIGNATURE(seal -> seal.setSignature(ByteBuffer.allocate(65)));

    final UnaryOperator<UpdateSeal.Builder> change;

    Change(UnaryOperator<UpdateSeal.Builder> change) {
      this.change = change;
    }
  }

  @Test
  void shouldBelieve_whenTheSealCameOverTheLog() {
    assertThat(check.fault(overTheLog(signer.sign(seal())))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotBelieve_whenAnythingIsChanged(Change change) {
    UpdateSeal.Builder signed = UpdateSeal.newBuilder(signer.sign(seal()));

    assertThat(check.fault(change.change.apply(signed).build())).isNotNull();
  }

  @Test
  void shouldSignTheSameBytes_whateverTheOrderOfTheMetrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("b", 2.0);
    metrics.put("a", 1.0);
    Map<String, Double> turned = new LinkedHashMap<>();
    turned.put("a", 1.0);
    turned.put("b", 2.0);

    assertThat(SealBytes.of(UpdateSeal.newBuilder(seal()).setMetrics(metrics).build()))
        .isEqualTo(SealBytes.of(UpdateSeal.newBuilder(seal()).setMetrics(turned).build()));
  }

  @Test
  void shouldCheckOnce_whenTheSealWasFetchedBefore() {
    AtomicInteger checks = new AtomicInteger();
    SealCheck counted =
        seal -> {
          checks.incrementAndGet();
          return check.fault(seal);
        };
    UpdateSeal good = signer.sign(seal());
    UpdateSeal bad = UpdateSeal.newBuilder(good).setWeight(8).build();
    try (SealsAhead ahead = new SealsAhead(counted, CODEC, 2)) {
      byte[] goodRecord = CODEC.encode(new UpdateRecord(good));
      byte[] badRecord = CODEC.encode(new UpdateRecord(bad));
      ahead.begin(goodRecord);
      ahead.begin(badRecord);
      ahead.begin(new byte[] {0, 1, 2});

      assertThat(ahead.fault(overTheLog(good), goodRecord)).isNull();
      assertThat(ahead.fault(overTheLog(bad), badRecord)).isNotNull();
      assertThat(checks).hasValue(2);
      assertThat(ahead.fault(overTheLog(good), goodRecord)).as("asked again").isNull();
      assertThat(checks).hasValue(3);
    }
  }

  @Test
  void shouldCheckEachOnce_whenMoreAreFetchedThanThereIsRoomFor() {
    AtomicInteger checks = new AtomicInteger();
    SealCheck counted =
        seal -> {
          checks.incrementAndGet();
          return check.fault(seal);
        };
    UpdateSeal good = signer.sign(seal());
    try (SealsAhead ahead = new SealsAhead(counted, CODEC, 2, 3)) {
      List<byte[]> records =
          Stream.generate(() -> CODEC.encode(new UpdateRecord(good))).limit(10).toList();
      records.forEach(ahead::begin);

      for (byte[] record : records) {
        assertThat(ahead.fault(overTheLog(good), record)).isNull();
      }
      assertThat(checks).hasValue(10);
    }
  }

  private static UpdateSeal overTheLog(UpdateSeal seal) {
    return (UpdateSeal) CODEC.decode(CODEC.encode(new UpdateRecord(seal))).getBody();
  }

  private static UpdateSeal seal() {
    return UpdateSeal.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setStoreId("north")
        .setAttemptId(5)
        .setAttemptNumber(1)
        .setChunkCount(1)
        .setUpdateBytes(4000)
        .setBaseVersion(0)
        .setWeight(7)
        .setRootDigest(ByteBuffer.allocate(32))
        .setTrainingSamples(7)
        .setMetrics(Map.of("loss", 0.5, "accuracy", 0.75))
        .setSealedAt(Instant.EPOCH)
        .build();
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
