package io.fedlog.standalone.secure;

import static io.fedlog.standalone.secure.SecureRounds.STORES;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreConfirmed;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A round against a server that may lie: enrolled stores sign what they were shown. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SecureTrustIT {
  private static final String TYPE = "signed";
  private static final String LAST = "store-5";
  private static final List<String> OTHERS = STORES.subList(0, 5);
  private static final String[] SIGNED = {"FL_SIGNATURES", "required"};

  @TempDir Path folder;

  @Test
  void shouldSumWithThoseEnrolled_whenOneIsNotAndAnotherLeaves() throws Exception {
    DrawnTrainer leaver = new DrawnTrainer(LAST);
    CountDownLatch unused = leaver.hold("signed-s");
    List<String> seven = new java.util.ArrayList<>(STORES);
    seven.add("stranger");
    try (SecureStage stage = new SecureStage(folder)) {
      for (String store : STORES) {
        enrol(stage, store, stage.stateOf(store.equals(LAST) ? LAST : "store-0", TYPE));
      }
      try (AggregatorApp aggregator = stage.aggregator("a", SIGNED);
          AgentApp others = stage.agent(OTHERS, TYPE, DrawnTrainer::new, SIGNED);
          AgentApp stranger = stage.agent(List.of("stranger"), TYPE, DrawnTrainer::new, SIGNED);
          AgentApp leaving = stage.agent(List.of(LAST), TYPE, id -> leaver, SIGNED)) {
        assertThat(List.of(aggregator, others, stranger)).doesNotContainNull();
        ModelReference base = stage.base(TYPE);
        stage.define(
            SecureRounds.masked("signed-s", base, Weighting.SAMPLES)
                .setTargetCount(7)
                .setThreshold("0.8")
                .setJoinWindowMs(20_000)
                .setSecureAggregation(SecureRounds.rules(Adversary.MALICIOUS))
                .build(),
            seven);
        stage.await(
            Topics.SECURE_ROUNDS,
            said ->
                said.getRoundId().equals("signed-s") && said.getBody() instanceof SecureSharers);
        leaving.close();

        RoundState end = stage.awaitEnd("signed-s");
        assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(stage.model(TYPE, 2))
            .isEqualTo(SecureRounds.mean(stage.model(TYPE, 1), OTHERS, DrawnTrainer::samples));
        assertSigned(stage);
      }
    }
  }

  private static void assertSigned(SecureStage stage) {
    List<RoundLogEntry> log =
        stage.all(Topics.ROUND_LOG).stream()
            .filter(entry -> "signed-s".equals(entry.getRoundId()))
            .toList();
    assertThat(log)
        .filteredOn(entry -> entry.getEvent() instanceof StoreAdvertised)
        .hasSize(6)
        .allSatisfy(entry -> assertThat(entry.getTrustRevision()).isNotNegative());
    assertThat(log).filteredOn(entry -> entry.getEvent() instanceof StoreConfirmed).hasSize(5);
    assertThat(stage.all(Topics.REJECTED))
        .isNotEmpty()
        .allSatisfy(refused -> assertThat(refused.getStoreId()).isEqualTo("stranger"))
        .extracting(RejectedRecord::getReason)
        .containsOnly("unknown_key");
  }

  private static void enrol(SecureStage stage, String store, Path state) throws Exception {
    SigningKey key = SigningKeyFile.open(StateDirectory.signingKeyFile(state, store));
    stage.send(
        Topics.STORES,
        store,
        StoreEnrolment.newBuilder()
            .setStoreId(store)
            .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
            .setSigningKeyId(key.id())
            .setStatus(EnrolmentStatus.ENROLLED)
            .setChangedAt(Instant.EPOCH)
            .setChangedBy("test")
            .build());
  }
}
