package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SealsAheadTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final RecordCodec<UpdateRecord> CODEC =
      RecordCodec.of(Topics.updates("r"), new FingerprintDirectory());

  private final AtomicInteger checks = new AtomicInteger();
  private final StoreSignatures signatures =
      new StoreSignatures(store -> new Enrolment(store, KEY.id(), KEY.publicKey(), false, 4));
  private final SealCheck counted =
      seal -> {
        checks.incrementAndGet();
        return signatures.of(seal);
      };
  private final UpdateSeal good = Ed25519SealSigner.with(KEY).sign(seal());

  @Test
  void shouldCheckOnce_whenTheSealWasFetchedBefore() {
    UpdateSeal bad = UpdateSeal.newBuilder(good).setWeight(8).build();
    try (SealsAhead ahead = new SealsAhead(counted, CODEC, 2)) {
      byte[] goodRecord = CODEC.encode(new UpdateRecord(good));
      byte[] badRecord = CODEC.encode(new UpdateRecord(bad));
      ahead.begin(goodRecord);
      ahead.begin(badRecord);
      ahead.begin(new byte[] {0, 1, 2});

      assertThat(ahead.verdict(overTheLog(good), goodRecord)).isEqualTo(Verdict.believed(4));
      assertThat(ahead.verdict(overTheLog(bad), badRecord).reason()).isEqualTo("bad_signature");
      assertThat(checks).hasValue(2);
      assertThat(ahead.verdict(overTheLog(good), goodRecord).isBelieved())
          .as("asked again")
          .isTrue();
      assertThat(checks).hasValue(3);
    }
  }

  @Test
  void shouldCheckEachOnce_whenMoreAreFetchedThanThereIsRoomFor() {
    try (SealsAhead ahead = new SealsAhead(counted, CODEC, 2, 3)) {
      List<byte[]> records =
          Stream.generate(() -> CODEC.encode(new UpdateRecord(good))).limit(10).toList();
      records.forEach(ahead::begin);

      for (byte[] record : records) {
        assertThat(ahead.verdict(overTheLog(good), record).isBelieved()).isTrue();
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
}
