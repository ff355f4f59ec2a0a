package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.trust.EnrolledStores;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds of an installation that believes only what enrolled stores signed. */
class SignedRoundsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final SigningKey KEY_0 = SigningKey.generate();
  private static final SigningKey KEY_1 = SigningKey.generate();
  private static final long REVISION_0 = 7;
  private static final long REVISION_1 = 9;

  private final SealSigner signer0 = Ed25519SealSigner.with(KEY_0);
  private final SealSigner signer1 = Ed25519SealSigner.with(KEY_1);
  private final Update update0 = Update.draw("store-0", 300, 1);
  private final Update update1 = Update.draw("store-1", 300, 2);
  private final EnrolledStores stores = new EnrolledStores();
  private final StoreSignatures signatures = new StoreSignatures(stores);
  private final Bench bench = new Bench(signatures::of, signatures::of);

  @BeforeEach
  void enrol() {
    stores.apply(enrolment("store-0", KEY_0, EnrolmentStatus.ENROLLED), REVISION_0);
    stores.apply(enrolment("store-1", KEY_1, EnrolmentStatus.ENROLLED), REVISION_1);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldAggregate_andSayByWhichRevision_whenAllIsSigned() throws Exception {
    RoundDefinition round = Definitions.weighted("r", "m", 300, 2).build();
    bench.define(round);
    join(signer0.sign(join("store-0", BEGIN)));
    upload(round, update0, signer0);
    upload(round, update1, signer1);
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(update0, update1))));
    assertThat(bench.reasons()).isEmpty();
    assertThat(seals().stream().map(SealAdmitted::getTrustRevision))
        .containsExactly(REVISION_0, REVISION_1);
    assertThat(seals().stream().map(SealAdmitted::getSigningKeyId))
        .containsExactly(KEY_0.id(), KEY_1.id());
    assertThat(joins().stream().map(RoundLogEntry::getTrustRevision)).containsExactly(REVISION_0);
  }

  @Test
  void shouldFail_withTheReasonOnTheLog_whenAStoreIsRevokedBeforeItsSeal() {
    RoundDefinition round = Definitions.weighted("r", "m", 300, 2).build();
    bench.define(round);
    upload(round, update0, signer0);
    stores.apply(enrolment("store-1", KEY_1, EnrolmentStatus.REVOKED), 12);
    upload(round, update1, signer1);
    bench.advance(Duration.ofSeconds(121));

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(bench.reasons()).containsExactly("revoked");
    SealAdmitted refused = seals().get(1);
    assertThat(refused.getReason()).isEqualTo("revoked");
    assertThat(refused.getTrustRevision()).isEqualTo(12);
  }

  @Test
  void shouldLeaveTheStoreItsAttempts_whenOthersSealInItsName() throws Exception {
    RoundDefinition round = Definitions.weighted("r", "m", 300, 2).build();
    bench.define(round);
    for (int i = 0; i < 4; i++) {
      bench.pipe(seal(round, update0.retry(100 + i, 1), SealSigner.unsigned()));
      bench.pipe(seal(round, update0.retry(200 + i, 1), signer1));
    }
    upload(round, update0, signer0);
    upload(round, update1, signer1);
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(update0, update1))));
    assertThat(bench.reasons())
        .hasSize(8)
        .containsOnly("unsigned", "wrong_store")
        .filteredOn("unsigned"::equals)
        .hasSize(4);
  }

  @Test
  void shouldLeaveTheStoreItsAttempts_whenOthersWriteBadChunksInItsName() throws Exception {
    RoundDefinition round = Definitions.weighted("r", "m", 300, 2).build();
    bench.define(round);
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates("r"), bench.schemas);
    for (int invented = 100; invented < 120; invented++) {
      ProducerRecord<String, byte[]> first =
          bench.records(round, update0.retry(invented, 1)).get(0);
      UpdateChunk chunk = (UpdateChunk) codec.decode(first.value()).getBody();
      UpdateChunk bad =
          UpdateChunk.newBuilder(chunk)
              .setPayload(ByteBuffer.wrap(new byte[] {1}))
              .setDigest(ByteBuffer.allocate(32))
              .build();
      bench.pipe(first.topic(), first.key(), codec.encode(new UpdateRecord(bad)));
    }
    upload(round, update0, signer0);
    upload(round, update1, signer1);
    bench.advance(Duration.ofSeconds(2));

    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(update0, update1))));
    assertThat(bench.reasons()).containsOnly("digest_mismatch");
    Law.holds(bench.metrics("r"));
  }

  @Test
  void shouldNotTakePart_whenOnlyOthersSayThatAStoreDoes() {
    RoundDefinition round =
        Definitions.weighted("r", "m", 300, 1).setTargetCount(0).setTargetPages(0).build();
    bench.define(round);
    bench.pipe(seal(round, Update.draw("store-1", 300, 3), SealSigner.unsigned()));
    join(join("store-1", BEGIN));
    upload(round, update0, signer0);
    bench.advance(Duration.ofSeconds(61));

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getParticipatingStores()).isEqualTo(1);
    assertThat(bench.reasons()).containsExactly("unsigned", "unsigned");
  }

  @Test
  void shouldRefuseAJoin_whenItWasKeptToBeSentLater() {
    bench.define(Definitions.weighted("r", "m", 300, 2).build());

    join(signer0.sign(join("store-0", BEGIN.minus(Duration.ofMinutes(16)))));

    assertThat(bench.reasons()).containsExactly("replayed");
    assertThat(bench.all(Topics.REJECTED).get(0).getDetail())
        .endsWith("by revision of fl.stores: " + REVISION_0);
    assertThat(joins()).isEmpty();
  }

  @Test
  void shouldRefuseASeal_whenItIsOfAnotherRound() {
    RoundDefinition round = Definitions.weighted("r", "m", 300, 2).build();
    RoundDefinition other = Definitions.weighted("other", "m", 300, 2).build();
    bench.define(round);
    bench.define(other);
    ProducerRecord<String, byte[]> seal = seal(other, update0, signer0);

    bench.pipe(round.getUpdatesTopic(), seal.key(), seal.value());

    assertThat(bench.reasons()).containsExactly("wrong_round");
    assertThat(seals()).isEmpty();
  }

  private void upload(RoundDefinition round, Update update, SealSigner signer) {
    List<ProducerRecord<String, byte[]>> records = bench.records(round, update);
    records.subList(0, records.size() - 1).forEach(bench::pipe);
    bench.pipe(seal(round, update, signer));
  }

  private ProducerRecord<String, byte[]> seal(
      RoundDefinition round, Update update, SealSigner signer) {
    RecordCodec<UpdateRecord> codec =
        RecordCodec.of(Topics.updates(round.getRoundId()), bench.schemas);
    List<ProducerRecord<String, byte[]>> records = bench.records(round, update);
    ProducerRecord<String, byte[]> last = records.get(records.size() - 1);
    UpdateSeal seal = (UpdateSeal) codec.decode(last.value()).getBody();
    return new ProducerRecord<>(
        last.topic(), last.key(), codec.encode(new UpdateRecord(signer.sign(seal))));
  }

  private void join(Join join) {
    bench.send(Topics.JOINS, join.getStoreId(), join);
  }

  private static Join join(String storeId, Instant at) {
    return new Join(storeId, "r", "m", at, null, null);
  }

  private List<SealAdmitted> seals() {
    return bench.all(Topics.ROUND_LOG).stream()
        .map(RoundLogEntry::getEvent)
        .filter(SealAdmitted.class::isInstance)
        .map(SealAdmitted.class::cast)
        .toList();
  }

  private List<RoundLogEntry> joins() {
    return bench.all(Topics.ROUND_LOG).stream()
        .filter(entry -> entry.getEvent() instanceof Join)
        .toList();
  }

  private static StoreEnrolment enrolment(String storeId, SigningKey key, EnrolmentStatus status) {
    return StoreEnrolment.newBuilder()
        .setStoreId(storeId)
        .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
        .setSigningKeyId(key.id())
        .setStatus(status)
        .setChangedAt(BEGIN)
        .setChangedBy("test")
        .build();
  }
}
