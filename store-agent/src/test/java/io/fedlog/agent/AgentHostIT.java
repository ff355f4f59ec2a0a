package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.agent.command.CommandStore;
import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test is coordinator and aggregator; the agents are real but for their trainers. */
class AgentHostIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path state;

  private final EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
  private final LogForTests log = new LogForTests(kafka.bootstrapServers());
  private final Map<String, FakeTrainer> trainers = new LinkedHashMap<>();

  @BeforeEach
  void createTopics() throws Exception {
    trainers.put("a", new FakeTrainer());
    trainers.put("b", new FakeTrainer());
    log.createFixedTopics();
  }

  @AfterEach
  void close() {
    log.close();
    kafka.close();
  }

  @Test
  void shouldTrainAndEvaluate_whenRoundsFollowEachOther() throws Exception {
    try (AgentHost host = start()) {
      log.define(Rounds.inPlan("p-0001", "p", 1));
      awaitSeals("p-0001", "a", "b");
      Model first = Rounds.model(1, "p-0001", 0.5f);
      RoundDefinition second =
          Rounds.builder("p-0002", 4)
              .setPlanId("p")
              .setRoundNumber(2)
              .setBase(first.reference())
              .build();
      // The round is defined before its base is there: the stores wait for it.
      log.define(second);
      log.publish(first);
      awaitSeals("p-0002", "a", "b");

      await().atMost(LIMIT).until(() -> evaluations(1) == 2);
      assertThat(log.read(Topics.JOINS)).extracting(Join::getRoundId).contains("p-0001", "p-0002");
      assertThat(log.seals("p-0002")).allMatch(seal -> seal.getBaseVersion() == 1);
      assertThat(log.read(Topics.HEARTBEATS)).extracting(Heartbeat::getStoreId).contains("a", "b");
      assertThat(host.ready()).isTrue();
    }
  }

  @Test
  void shouldConcernListedStoresOnly_whenARoundHasTargets() throws Exception {
    try (AgentHost host = start()) {
      log.target("p-0001", 0, "b", "elsewhere");
      log.define(Rounds.targeted("p-0001", 2, 1));
      log.define(Rounds.open("q-0001"));

      awaitSeals("q-0001", "a", "b");
      awaitSeals("p-0001", "b");
      assertThat(host.ready()).isTrue();
      assertThat(trainers.get("a").trained).hasValue(1);
    }
  }

  @Test
  void shouldTrainNothingAgain_whenRestartedAfterItsRoundsAreSealed() throws Exception {
    log.define(Rounds.open("p-0001"));
    try (AgentHost host = start()) {
      awaitSeals("p-0001", "a", "b");
    }
    try (AgentHost again = start()) {
      await().atMost(LIMIT).until(again::ready);
      log.define(Rounds.open("q-0001"));
      awaitSeals("q-0001", "a", "b");
    }
    assertThat(log.seals("p-0001")).hasSize(2);
    assertThat(trainers.get("a").trained).hasValue(2);
  }

  @Test
  void shouldWakeForNoRoundOfThePast_whenItsVersionIsPublished() throws Exception {
    log.define(Rounds.open("p-0001"));
    log.publish(Rounds.model(1, "p-0001", 0.5f));
    log.define(Rounds.open("q-0001"));

    try (AgentHost host = start()) {
      awaitSeals("q-0001", "a", "b");
      await().atMost(LIMIT).until(() -> evaluations(1) == 2);
      assertThat(host.ready()).isTrue();
    }
    assertThat(log.updates("p-0001")).isEmpty();
  }

  @Test
  void shouldStopTraining_whenTheRoundIsCancelled() throws Exception {
    FakeTrainer endless = trainers.get("a");
    endless.endless = true;
    try (AgentHost host = start()) {
      log.define(Rounds.open("p-0001"));
      await().atMost(LIMIT).until(() -> endless.trained.get() == 1);

      log.cancel("p-0001");

      await().atMost(LIMIT).until(() -> endless.interrupted.get() == 1);
      endless.endless = false;
      log.define(Rounds.open("q-0001"));
      awaitSeals("q-0001", "a", "b");
      assertThat(host.ready()).isTrue();
    }
    assertThat(endless.trained).hasValue(2);
  }

  @Test
  void shouldGoOn_whenTheBrokerWasAwayForAWhile() throws Exception {
    try (AgentHost host = start()) {
      log.define(Rounds.open("p-0001"));
      awaitSeals("p-0001", "a", "b");

      kafka.stop();
      await().pollDelay(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> true);
      kafka.start();

      log.define(Rounds.open("p-0002"));
      awaitSeals("p-0002", "a", "b");
      assertThat(host.ready()).isTrue();
    }
  }

  @Test
  void shouldServeTheOthers_whenOneStoreHasBadRows() throws Exception {
    trainers.get("a").broken = true;
    try (AgentHost host = start()) {
      log.define(Rounds.open("p-0001"));

      awaitSeals("p-0001", "b");
      await().atMost(LIMIT).until(() -> trainers.get("a").trained.get() == 1);
      assertThat(host.ready()).isTrue();
    }
    assertThat(log.seals("p-0001")).extracting(UpdateSeal::getStoreId).containsExactly("b");
  }

  @Test
  void shouldHostManyStoresOnTwoThreads_whenAChainHas88() throws Exception {
    IntStream.range(0, 86).forEach(i -> trainers.put("store " + i, new FakeTrainer()));
    try (AgentHost host = start()) {
      int before = Thread.activeCount();
      log.define(Rounds.open("p-0001"));

      await().atMost(LIMIT).until(() -> log.seals("p-0001").size() == 88);
      assertThat(Thread.activeCount()).isLessThan(before + 20);
      assertThat(host.ready()).isTrue();
    }
  }

  @Test
  void shouldUploadWhatTheCommandMade_whenAStoreHasATrainerOfItsOwn() throws Exception {
    Model base = Rounds.model(1, "p-0001", 0.5f);
    RoundDefinition round =
        Rounds.builder("p-0002", 4)
            .setBase(base.reference())
            .setLayout(List.of(new Tensor("w", List.of(2, 2))))
            .build();
    CommandTrainer own =
        new CommandTrainer(
            new TrainerCommand(
                new TrainerSettings(
                    TrainerMain.command("add"), Duration.ofMinutes(1), false, Set.of()),
                new CommandStore("own", state.resolve("runs"), null, List.of())),
            FakeTrainer::new);
    log.publish(base);
    log.define(round);

    try (AgentHost host =
        FakeAgentMain.host(kafka.bootstrapServers(), state.resolve("own"), Map.of("own", own))) {
      awaitSeals("p-0002", "own");
      assertThat(host.ready()).isTrue();
    }
    UpdateSeal seal = log.seals("p-0002").get(0);
    assertThat(seal.getTrainingSamples()).isEqualTo(12);
    assertThat(seal.getMetrics()).containsEntry("loss", 0.25);
    assertThat(log.updates("p-0002"))
        .filteredOn(UpdateChunk.class::isInstance)
        .extracting(chunk -> ((UpdateChunk) chunk).getPayload())
        .containsExactly(ByteBuffer.wrap(Rounds.floats(4, 1.5f)));
  }

  private AgentHost start() {
    return FakeAgentMain.host(kafka.bootstrapServers(), state, trainers);
  }

  private void awaitSeals(String roundId, String... stores) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(log.seals(roundId))
                    .extracting(UpdateSeal::getStoreId)
                    .containsExactlyInAnyOrder(stores));
  }

  private long evaluations(long version) {
    return log.read(Topics.STORE_METRICS).stream()
        .filter(metric -> metric.getPhase().equals("evaluate"))
        .filter(metric -> metric.getModelVersion() == version)
        .map(StoreMetric::getStoreId)
        .distinct()
        .count();
  }
}
