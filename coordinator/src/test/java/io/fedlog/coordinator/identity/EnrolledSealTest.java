package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.trust.EnrolledStores;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole way of a key: made by a store, enrolled with a code, believed by an aggregator. */
class EnrolledSealTest {
  private final SetClock clock = new SetClock();
  private final MemoryAccess log = new MemoryAccess(clock);
  private final Enrolment enrolment = new Enrolment(log.view(), log, clock, new SecureRandom());

  @Test
  void shouldBeBelieved_whenItsKeyWasEnrolledWithACode() {
    SigningKey key = SigningKey.generate();
    String code = enrolment.newCode(Caller.commandLine(), "north", Duration.ofDays(1)).code();
    StoreEnrolment enrolled = enrolment.enrol(code, "north", key.publicKey().getEncoded());
    EnrolledStores stores = new EnrolledStores();
    stores.apply(enrolled, 4);

    UpdateSeal seal = Ed25519SealSigner.with(key).sign(seal());

    assertThat(new StoreSignatures(stores).of(seal)).isEqualTo(Verdict.believed(4));
    assertThat(enrolled.getSigningKeyId()).isEqualTo(seal.getSigningKeyId());
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
        .setMetrics(Map.of())
        .setSealedAt(Instant.EPOCH)
        .build();
  }
}
