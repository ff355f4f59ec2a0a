package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.agent.command.CommandStore;
import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.WindowRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One store with all parts real but the broker, the trainer and the threads. */
class StoreAgentTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:10Z");
  private static final RoundDefinition ROUND = Rounds.open("p-0001");

  @TempDir private Path folder;

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final FakeTrainer trainer = new FakeTrainer();
  private final Random ids = new Random(7);
  private MockProducer<String, byte[]> producer = producer(true);
  private StateDirectory state;
  private Instant now = NOW;

  @BeforeEach
  void openState() {
    state = StateDirectory.open(folder, Durability.POWER_LOST);
  }

  @AfterEach
  void closeState() {
    state.close();
  }

  @Test
  void shouldJoinTrainUploadAndSeal_whenARoundAsksForIt() {
    agent().begin(live(ROUND));

    assertThat(topics())
        .containsExactly("fl.joins", "fl.metrics.stores", "fl.updates.p-0001", "fl.updates.p-0001");
    Join join = RecordCodec.of(Topics.JOINS, schemas).decode(producer.history().get(0).value());
    assertThat(join.getStoreId()).isEqualTo("a");
    assertThat(join.getRoundId()).isEqualTo("p-0001");
    UpdateChunk chunk = (UpdateChunk) updates().get(0);
    UpdateSeal seal = (UpdateSeal) updates().get(1);
    assertThat(chunk.getWeight()).isEqualTo(10);
    assertThat(seal.getAttemptId()).isEqualTo(chunk.getAttemptId());
    assertThat(seal.getAttemptNumber()).isEqualTo(1);
    assertThat(seal.getTrainingSamples()).isEqualTo(10);
    assertThat(seal.getDatasetFingerprint()).isEqualTo("f1");
  }

  @Test
  void shouldDoNothing_whenTheRoundWasSealedBeforeTheRestart() {
    agent().begin(live(ROUND));
    int sent = producer.history().size();

    restart();
    agent().begin(live(ROUND));

    assertThat(producer.history()).hasSize(sent);
    assertThat(trainer.trained).hasValue(1);
  }

  @Test
  void shouldBeginANewAttemptWithoutTraining_whenItWasStoppedMidUpload() {
    producer = producer(false);
    agent().begin(live(ROUND));
    UpdateChunk half = (UpdateChunk) updates().get(0);

    restart();
    producer = producer(true);
    agent().begin(live(ROUND));

    UpdateSeal seal = (UpdateSeal) updates().get(1);
    assertThat(seal.getAttemptNumber()).isEqualTo(2);
    assertThat(seal.getAttemptId()).isNotEqualTo(half.getAttemptId());
    assertThat(trainer.trained).hasValue(1);
  }

  @Test
  void shouldTellTheTrainerThatItsUpdateIsSafe_whenItIsAndAfterARestart() {
    producer = producer(false);
    agent().begin(live(ROUND));
    assertThat(trainer.persisted).containsExactly("p-0001");

    restart();
    agent().begin(live(ROUND));

    assertThat(trainer.persisted).containsExactly("p-0001", "p-0001");
    assertThat(trainer.trained).hasValue(1);
  }

  @Test
  void shouldNotTellTheTrainerThatItsUpdateIsSafe_whenItIsRefused() {
    trainer.broken = true;

    agent().begin(live(ROUND));

    assertThat(trainer.persisted).isEmpty();
  }

  @Test
  void shouldSayHowLongTheRoundLasts_whenMostOfItIsOver() {
    now = NOW.plusMillis(Rounds.DEADLINE_MS - 1500);

    agent().begin(live(ROUND));

    assertThat(trainer.timeLeft).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void shouldInterruptTraining_whenTheRoundIsOver() throws InterruptedException {
    LiveRound round = live(ROUND);
    AtomicBoolean interruptedAfterwards = new AtomicBoolean();
    trainer.endless = true;
    Thread worker =
        new Thread(
            () -> {
              agent().begin(round);
              interruptedAfterwards.set(Thread.currentThread().isInterrupted());
            });
    worker.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> trainer.trained.get() == 1);

    round.end("it is CANCELLED");
    worker.join(10_000);

    assertThat(trainer.interrupted).hasValue(1);
    assertThat(interruptedAfterwards).as("the worker's next task").isFalse();
    await().during(Duration.ofMillis(100)).until(() -> trainer.trained.get() == 1);
    assertThat(topics()).containsExactly("fl.joins");
  }

  @Test
  void shouldLetTrainingEnd_whenItMayNotBeInterrupted() throws InterruptedException {
    LiveRound round = live(ROUND);
    trainer.endless = true;
    trainer.interruptible = false;
    Thread worker = new Thread(() -> agent().begin(round));
    worker.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> trainer.trained.get() == 1);

    round.end("it is CANCELLED");
    trainer.mayEnd.countDown();
    worker.join(10_000);

    assertThat(trainer.interrupted).hasValue(0);
    assertThat(trainer.persisted).isEmpty();
    assertThat(topics()).containsExactly("fl.joins");
  }

  @Test
  void shouldGiveUp_whenThreeAttemptsWereBegun() {
    for (int i = 0; i < 3; i++) {
      producer = producer(false);
      agent().begin(live(ROUND));
      assertThat(updates()).hasSize(1);
      restart();
    }
    producer = producer(true);

    agent().begin(live(ROUND));

    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldSendNoUpdate_whenTrainingMadeNaN() {
    trainer.value = Float.NaN;

    agent().begin(live(ROUND));

    assertThat(topics()).doesNotContain("fl.updates.p-0001");
  }

  @Test
  void shouldGoOnWithTheNextRound_whenTheRowsWereBad() {
    StoreAgent agent = agent();
    trainer.broken = true;
    agent.begin(live(ROUND));
    assertThat(topics()).containsExactly("fl.joins");

    trainer.broken = false;
    agent.begin(live(Rounds.open("p-0002")));

    assertThat(topics()).contains("fl.updates.p-0002");
  }

  @Test
  void shouldTrainAgain_whenSomethingFailedThatMayPass() {
    trainer.stumbles.set(2);

    agent().begin(live(ROUND));

    await().atMost(Duration.ofSeconds(10)).until(() -> updates().size() == 2);
    assertThat(trainer.trained).hasValue(3);
  }

  @Test
  void shouldLeaveTheRoundUntilARestart_whenThreeTrainingsFailed() {
    trainer.stumbles.set(3);
    agent().begin(live(ROUND));

    await().atMost(Duration.ofSeconds(10)).until(() -> trainer.trained.get() == 3);
    await().during(Duration.ofMillis(100)).until(() -> trainer.trained.get() == 3);
    assertThat(topics()).doesNotContain("fl.updates.p-0001");

    restart();
    agent().begin(live(ROUND));
    await().atMost(Duration.ofSeconds(10)).until(() -> updates().size() == 2);
  }

  @Test
  void shouldNotTrainAgain_whenTheRowsAreBad() {
    trainer.broken = true;
    agent().begin(live(ROUND));

    await().during(Duration.ofMillis(100)).until(() -> trainer.trained.get() == 1);
  }

  @Test
  void shouldNotRunTheCommandAgain_whenAStoresOwnTrainerFailed() {
    List<String> failing = TrainerMain.command("fail");
    AtomicInteger runs = new AtomicInteger();
    CommandTrainer own =
        new CommandTrainer(
            new TrainerCommand(
                new TrainerSettings(failing, Duration.ofMinutes(1), false, Set.of()),
                new CommandStore("a", folder.resolve("runs"), null, List.of())),
            FakeTrainer::new);
    StoreTrainer counted =
        new StoreTrainer() {
          @Override
          public TrainedUpdate train(RoundInputs inputs) {
            runs.incrementAndGet();
            return own.train(inputs);
          }

          @Override
          public Optional<Evaluated> evaluate(
              Model model, List<Model> requires, byte @Nullable [] localPart) {
            return own.evaluate(model, requires, localPart);
          }
        };
    RoundDefinition round =
        Rounds.builder("p-0001", 4).setLayout(List.of(new Tensor("w", List.of(4)))).build();

    agent(counted).begin(live(round));

    await().during(Duration.ofMillis(100)).until(() -> runs.get() == 1);
    assertThat(topics()).containsExactly("fl.joins");
  }

  @Test
  void shouldTrainFromEachNewVersion_whenTheRoundHasWindows() {
    StoreAgent agent = agent();
    LiveRound first = inWindows(Rounds.model(1, "p-0000", 2));
    agent.begin(first);
    agent.begin(first); // called again
    agent.windowMade("p-0001", true);
    agent.begin(first.turn(Rounds.model(2, "p-0001", 3).reference(), 0, StoreAgentTest::version));

    List<Object> updates = updates();
    assertThat(trainer.trained).hasValue(2);
    assertThat(updates).hasSize(4);
    UpdateSeal one = (UpdateSeal) updates.get(1);
    UpdateSeal two = (UpdateSeal) updates.get(3);
    assertThat(one.getBaseVersion()).isEqualTo(1);
    assertThat(two.getBaseVersion()).isEqualTo(2);
    assertThat(two.getRoundId()).isEqualTo("p-0001");
    assertThat(two.getAttemptId()).isGreaterThan(one.getAttemptId());
    assertThat(two.getAttemptNumber()).isEqualTo(1);

    restart();
    assertThat(state.store("a").round("p-0001@1", first.definition().getCreatedAt()).sealed())
        .as("nothing is kept of turns that are over")
        .isFalse();
    now = now.minusSeconds(3600); // the clock was set back
    agent().begin(first.turn(Rounds.model(3, "p-0001", 4).reference(), 0, StoreAgentTest::version));
    UpdateSeal three = (UpdateSeal) updates().get(5);
    assertThat(three.getAttemptId()).isGreaterThan(two.getAttemptId());
  }

  private static LiveRound inWindows(Model base) {
    return new LiveRound(
        Rounds.builder("p-0001", 4)
            .setBase(base.reference())
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(2)
                    .setWindowMs(1_000)
                    .setMaxStaleness(3)
                    .build())
            .build(),
        NOW.plusMillis(Rounds.DEADLINE_MS),
        StoreAgentTest::version);
  }

  private static CompletableFuture<Model> version(ModelReference reference) {
    return CompletableFuture.completedFuture(
        Rounds.model(reference.getVersion(), "p-0001", (float) reference.getVersion() + 1));
  }

  @Test
  void shouldMeasureAgainWithTheSameLocalPart_whenStoppedBeforeTheFiguresWereOnTheLog() {
    Model model = Rounds.model(5, "p-0004", 0.25f);
    producer = producer(false);
    evaluate(agent(), model);
    assertThat(trainer.resumed).isNull();
    restart();
    producer = producer(true);
    evaluate(agent(), model);

    assertThat(trainer.resumed).containsExactly(9);
    assertThat(topics()).containsExactly("fl.metrics.stores");
    restart();
    evaluate(agent(), model);
    assertThat(trainer.evaluated).hasValue(2);
  }

  @Test
  void shouldLeaveTheRound_whenItsDeadlineHasPassed() {
    now = NOW.plusMillis(Rounds.DEADLINE_MS + 1);

    agent().begin(live(ROUND));

    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldLeaveTheRound_whenItIsOverWhileTheModelIsAwaited() {
    CompletableFuture<Model> base = new CompletableFuture<>();
    Model model = Rounds.model(1, "p-0000", 2);
    RoundDefinition waiting = Rounds.builder("p-0001", 4).setBase(model.reference()).build();
    LiveRound round = new LiveRound(waiting, NOW.plusMillis(Rounds.DEADLINE_MS), ref -> base);
    agent().begin(round);

    round.end("its version is published");

    assertThat(base).isCancelled();
    assertThat(trainer.trained).hasValue(0);
  }

  @Test
  void shouldPublishFiguresOnce_whenAVersionIsThereBeforeAndAfterARestart() {
    Model model = Rounds.model(5, "p-0004", 0.25f);
    evaluate(agent(), model);
    restart();
    evaluate(agent(), model);

    assertThat(trainer.evaluated).hasValue(1);
    StoreMetric metric =
        RecordCodec.of(Topics.STORE_METRICS, schemas).decode(producer.history().get(0).value());
    assertThat(metric.getPhase()).isEqualTo("evaluate");
    assertThat(metric.getMetricName()).isEqualTo("loss");
    assertThat(metric.getMetricValue()).isEqualTo(0.25);
    assertThat(metric.getSamples()).isEqualTo(3);
    assertThat(metric.getModelVersion()).isEqualTo(5);
    assertThat(metric.getPlanId()).isEqualTo("p");
  }

  @Test
  void shouldNotTellOverHowManyRowsItsFiguresAre_whenRoundsOfTheTypeMask() {
    Model model = Rounds.model(5, "p-0004", 0.25f);
    StoreAgent agent = agent();
    agent.hideSamples(model.manifest().getModelType());
    evaluate(agent, model);

    StoreMetric metric =
        RecordCodec.of(Topics.STORE_METRICS, schemas).decode(producer.history().get(0).value());
    assertThat(metric.getMetricValue()).isEqualTo(0.25);
    assertThat(metric.getSamples()).isEqualTo(1); // of 3
  }

  private static void evaluate(StoreAgent agent, Model model) {
    agent.evaluate(
        model.manifest(),
        CompletableFuture.completedFuture(new EvaluationInputs(model, List.of(), "p")));
  }

  private StoreAgent agent() {
    return agent(trainer);
  }

  private StoreAgent agent(StoreTrainer trains) {
    return new StoreAgent(
        "a",
        trains,
        state.store("a"),
        state.secure("a"),
        new AgentServices(
            new AgentOutbox(producer, schemas, SealSigner.unsigned(), AgentFigures.unseen()),
            new UpdateUpload(producer, schemas, SealSigner.unsigned(), () -> now, Runnable::run),
            SecureDesks.unused(),
            Runnable::run,
            () -> now,
            ids,
            Duration.ofMillis(1),
            Set.of(),
            "0.1.0",
            OwnPrivacy.NONE,
            AgentFigures.unseen()));
  }

  private void restart() {
    state.close();
    state = StateDirectory.open(folder, Durability.POWER_LOST);
  }

  private static LiveRound live(RoundDefinition definition) {
    return new LiveRound(
        definition,
        NOW.plusMillis(Rounds.DEADLINE_MS),
        reference -> CompletableFuture.failedFuture(new AssertionError("no model is needed")));
  }

  private List<String> topics() {
    return producer.history().stream().map(ProducerRecord::topic).toList();
  }

  private List<Object> updates() {
    return producer.history().stream()
        .filter(record -> record.topic().startsWith("fl.updates."))
        .map(
            record ->
                RecordCodec.of(Topics.updates(Topics.roundIdOfUpdates(record.topic())), schemas)
                    .decode(record.value())
                    .getBody())
        .toList();
  }

  private static MockProducer<String, byte[]> producer(boolean acknowledges) {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        List.of("fl.joins", "fl.metrics.stores", "fl.updates.p-0001", "fl.updates.p-0002").stream()
            .map(topic -> new PartitionInfo(topic, 0, node, nodes, nodes))
            .toList();
    return new MockProducer<>(
        new Cluster("test", List.of(node), partitions, Set.of(), Set.of()),
        acknowledges,
        null,
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
