package io.fedlog.standalone.secure;

import static io.fedlog.standalone.secure.SecureRounds.STORES;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorMain;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process killed with SIGKILL in a round that masks: the same bytes, and nothing twice. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SecureKillIT {
  private static final String LAST = "store-5";
  private static final List<String> OTHERS = STORES.subList(0, 5);

  @TempDir static Path folder;
  private static SecureStage stage;

  @BeforeAll
  static void begin() throws Exception {
    stage = new SecureStage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  /** When the aggregator is killed. */
  enum Moment {
    /** A masked chunk is on the log, and its seal may be. */
    MASKED,
    /** Whose updates are summed is decided; stores reveal, to nobody at first. */
    DECIDED,
    /** What takes the masks off is on the log; chunks of the model may be. */
    UNMASKED
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void shouldMakeTheSameBytes_whenTheAggregatorIsKilled(Moment moment) throws Exception {
    String type = "killed-" + moment;
    String roundId = type + "-s";
    DrawnTrainer slow = new DrawnTrainer("store-0");
    CountDownLatch latch = slow.hold(roundId);
    Path output = folder.resolve(type + ".log");
    Map<String, String> environment = stage.aggregatorEnvironment("killed");
    try (AgentApp agents =
            stage.agent(STORES, type, id -> id.equals("store-0") ? slow : new DrawnTrainer(id));
        ChildProcess first = ChildProcess.start(AggregatorMain.class, environment, output)) {
      assertThat(agents).isNotNull();
      ModelReference base = stage.base(type);
      stage.define(SecureRounds.masked(roundId, base, Weighting.SAMPLES).build(), STORES);
      if (moment != Moment.MASKED) {
        latch.countDown();
      }
      awaitMoment(roundId, moment);
      first.kill();
      latch.countDown();
      try (AggregatorApp next = stage.aggregator("killed")) {
        assertThat(next).isNotNull();
        assertWhole(type, roundId);
      }
    }
  }

  private static void awaitMoment(String roundId, Moment moment) {
    switch (moment) {
      case MASKED ->
          stage.await(Topics.updates(roundId), update -> update.getBody() instanceof UpdateChunk);
      case DECIDED ->
          stage.await(
              Topics.SECURE_ROUNDS,
              said ->
                  said.getRoundId().equals(roundId) && said.getBody() instanceof SecureSurvivors);
      case UNMASKED ->
          stage.await(
              Topics.ROUND_CONTROL,
              order ->
                  order.getOrder() instanceof Decision decision
                      && decision.getRoundId().equals(roundId)
                      && decision.getUnmaskingPages() > 0);
    }
  }

  /** It masks again what it has masked before: a difference of two would be open to all. */
  @Test
  void shouldSendTheSameChunks_whenAnAgentIsKilledBetweenMaskAndSeal() throws Exception {
    String type = "agent";
    Path output = folder.resolve("agent.log");
    Map<String, String> environment = stage.agentEnvironment(List.of(LAST), type);
    DrawnTrainer slow = new DrawnTrainer("store-0");
    CountDownLatch latch = slow.hold("agent-s");
    try (AggregatorApp aggregator = stage.aggregator("resident");
        AgentApp agents =
            stage.agent(OTHERS, type, id -> id.equals("store-0") ? slow : new DrawnTrainer(id));
        ChildProcess first = ChildProcess.start(DrawnAgentMain.class, environment, output)) {
      assertThat(aggregator).isNotNull();
      assertThat(agents).isNotNull();
      ModelReference base = stage.base(type);
      stage.define(SecureRounds.masked("agent-s", base, Weighting.SAMPLES).build(), STORES);
      stage.await(
          Topics.updates("agent-s"),
          update ->
              update.getBody() instanceof UpdateChunk chunk && chunk.getStoreId().equals(LAST));
      first.kill();
      try (ChildProcess next = ChildProcess.start(DrawnAgentMain.class, environment, output)) {
        assertThat(next).isNotNull();
        latch.countDown();
        assertWhole(type, "agent-s");
      }
    }
    Map<Integer, ByteBuffer> chunks = new HashMap<>();
    stage
        .all(Topics.updates("agent-s"))
        .forEach(
            update -> {
              if (update.getBody() instanceof UpdateChunk chunk
                  && chunk.getStoreId().equals(LAST)) {
                ByteBuffer before = chunks.put(chunk.getChunkIndex(), chunk.getPayload());
                assertThat(before == null || before.equals(chunk.getPayload())).isTrue();
              }
            });
    assertThat(chunks).hasSize(3);
  }

  private static void assertWhole(String type, String roundId) {
    RoundState end = stage.awaitEnd(roundId);
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(stage.model(type, 2))
        .isEqualTo(SecureRounds.mean(stage.model(type, 1), STORES, DrawnTrainer::samples));
    RoundMetrics metrics = stage.awaitMetrics(roundId);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(6);
    assertThat(metrics.getAttemptsReceived())
        .isEqualTo(6 + metrics.getAttemptsDuplicate() + metrics.getAttemptsIncomplete());
  }
}
