package io.fedlog.coordinator.plans;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The number of the coordinators' own attempt. */
class InitialUploadTest {
  private static final SigningKey KEY = SigningKey.generate();

  /** The beginning of what {@code printf r1 | sha256sum} says. */
  @Test
  void shouldFollowFromTheRoundsId_whenNothingIsSigned() {
    assertThat(upload(SealSigner.unsigned()).attemptId(round("r1"))).isEqualTo(0x82f3e9c695dc6b8dL);
  }

  @Test
  void shouldBeTheSame_whenAnotherCoordinatorOfTheKeyUploads() {
    long once = upload(Ed25519SealSigner.with(KEY)).attemptId(round("r1"));
    long again = upload(Ed25519SealSigner.with(KEY)).attemptId(round("r1"));

    assertThat(again).isEqualTo(once);
    assertThat(upload(Ed25519SealSigner.with(KEY)).attemptId(round("r2"))).isNotEqualTo(once);
  }

  @Test
  void shouldNotBeForetold_withoutTheKey() {
    long signed = upload(Ed25519SealSigner.with(KEY)).attemptId(round("r1"));

    assertThat(signed)
        .isNotEqualTo(upload(SealSigner.unsigned()).attemptId(round("r1")))
        .isNotEqualTo(upload(Ed25519SealSigner.with(SigningKey.generate())).attemptId(round("r1")));
  }

  private static InitialUpload upload(SealSigner signer) {
    MockProducer<String, byte[]> producer =
        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    FingerprintDirectory schemas = new FingerprintDirectory();
    return new InitialUpload(
        new LogWriter(producer, schemas),
        new UpdateUpload(producer, schemas, signer, () -> Instant.EPOCH, Runnable::run),
        signer);
  }

  private static RoundDefinition round(String roundId) {
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType("m")
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setUpdateBytes(4)
        .setChunkBytes(65536)
        .setChunkCount(1)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 1, 1))
        .setUpdatesTopic("fl.updates." + roundId)
        .setMinStores(1)
        .setThreshold("1")
        .setJoinWindowMs(1)
        .setDeadlineMs(1)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
