package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
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

/** A store that adds the noise itself. With Laplace noise and delta 0 epsilons simply add up. */
class PrivateStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:10Z");

  /** Epsilon 2 x 1,000 / 4,000 = 0.5 of each update. */
  private static final RoundDefinition ROUND = round("p-0001", 4_000);

  @TempDir private Path folder;

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final FakeTrainer trainer = new FakeTrainer();
  private final Random ids = new Random(7);
  private MockProducer<String, byte[]> producer = producer(true);
  private StateDirectory state;
  private AgentDesk desk;

  @BeforeEach
  void open() {
    state = StateDirectory.open(folder, Durability.POWER_LOST);
    desk = desk(null);
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void shouldSendNothing_beforeTheQuorumHasLetTheRoundIn() {
    desk.define(ROUND, NOW);
    desk.work();
    assertThat(producer.history()).isEmpty();

    stands("p-0001", RoundStatus.CREATED);
    assertThat(topics()).containsExactly("fl.joins", "fl.updates.p-0001", "fl.updates.p-0001");
  }

  @Test
  void shouldSendNothing_whenTheQuorumRefusedTheRound() {
    stands("p-0001", RoundStatus.FAILED);
    desk.define(ROUND, NOW);
    desk.work();

    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldDecline_whenItsOwnLimitIsReached() {
    desk = desk(new PrivacyBudget(1.2, 0));
    play("p-0001", 4_000);
    play("p-0002", 4_000);
    int sent = producer.history().size();
    play("p-0003", 4_000); // 1.5 in all

    assertThat(producer.history()).hasSize(sent);
    assertThat(trainer.trained).hasValue(2);
    play("p-0004", 10_000); // 1.2 in all
    assertThat(trainer.trained).hasValue(3);
  }

  @Test
  void shouldDecline_whenOneRoundAloneIsBeyondItsLimit() {
    desk = desk(new PrivacyBudget(1.2, 0));
    play("p-0001", 1); // the server wants next to no noise

    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldKnowWhatItSpent_afterARestartAndBeforeThereWasALimit() {
    play("p-0001", 4_000);
    restart(new PrivacyBudget(0.9, 0));
    int sent = producer.history().size();
    play("p-0002", 4_000);

    assertThat(producer.history()).hasSize(sent);
  }

  @Test
  void shouldSpendOnceAndSendTheSameBytes_whenStoppedMidUpload() {
    producer = producer(false);
    desk = desk(new PrivacyBudget(0.5, 0));
    play("p-0001", 4_000);
    ByteBuffer first = chunks().get(0);

    producer = producer(true);
    restart(new PrivacyBudget(0.5, 0));
    desk.define(ROUND, NOW); // the quorum's word may come late
    desk.work();
    play("p-0001", 4_000);

    assertThat(topics()).hasSize(3); // join, chunk, seal
    assertThat(chunks()).containsExactly(first);
    assertThat(trainer.trained).hasValue(1);
    assertThat(state.store("a").spending().spent(Rounds.TYPE).pureEpsilon())
        .isEqualTo(500_000_000_000L);
  }

  @Test
  void shouldNotTrainAgain_whenAnAttemptWasBegunAndItsUpdateIsLost() throws IOException {
    producer = producer(false);
    desk = desk(null);
    play("p-0001", 4_000);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".update")).toList()) {
        Files.write(file, new byte[] {1}); // torn
      }
    }
    producer = producer(true);
    restart(null);
    play("p-0001", 4_000);

    assertThat(producer.history()).isEmpty();
    assertThat(trainer.trained).hasValue(1);
  }

  @Test
  void shouldTellNoFigures_whenAnyRoundOfTheModelTypeIsPrivate() {
    desk.published(Rounds.model(1, "imported", 1).manifest()); // which says nothing of privacy
    desk.define(ROUND, NOW);
    desk.work();

    assertThat(trainer.evaluated).hasValue(1);
    assertThat(producer.history()).isEmpty();
  }

  private void play(String roundId, long noise) {
    desk.define(round(roundId, noise), NOW);
    stands(roundId, RoundStatus.IN_PROGRESS);
  }

  private void stands(String roundId, RoundStatus status) {
    desk.state(
        RoundState.newBuilder()
            .setRoundId(roundId)
            .setModelType(Rounds.TYPE)
            .setStatus(status)
            .setCreatedAt(NOW)
            .setDeadlineAt(NOW)
            .setLogOffset(1)
            .build());
    desk.work();
  }

  private void restart(@Nullable PrivacyBudget limit) {
    state.close();
    state = StateDirectory.open(folder, Durability.POWER_LOST);
    desk = desk(limit);
  }

  private AgentDesk desk(@Nullable PrivacyBudget limit) {
    AgentServices services =
        new AgentServices(
            new AgentOutbox(producer, schemas, SealSigner.unsigned()),
            new UpdateUpload(producer, schemas, SealSigner.unsigned(), () -> NOW, Runnable::run),
            SecureDesks.unused(),
            Runnable::run,
            () -> NOW,
            ids,
            Duration.ofMillis(1),
            Set.of(),
            "0.1.0",
            limit);
    StoreAgent agent =
        new StoreAgent(
            "a",
            new GridTrainer(trainer, () -> state.noiseKey("a")),
            state.store("a"),
            state.secure("a"),
            services);
    return new AgentDesk(
        List.of(agent),
        services,
        reference -> CompletableFuture.completedFuture(Rounds.model(1, "base", 1)),
        Duration.ofDays(1));
  }

  private static RoundDefinition round(String roundId, long noise) {
    return Rounds.builder(roundId, 4)
        .setWeighting(io.fedlog.schemas.Weighting.EQUAL)
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setGrid(new Grid(4, 4096.0, 0, 1L, 10, 1))
        .setBase(new ModelReference(Rounds.TYPE, 1L, "00"))
        .setPrivacyMode("local")
        .setPrivacy(new PrivacyRules(PrivacyMode.LOCAL, Noise.LAPLACE, 1_000L, noise, 0.0))
        .build();
  }

  private List<String> topics() {
    return producer.history().stream().map(record -> record.topic()).toList();
  }

  private List<ByteBuffer> chunks() {
    return producer.history().stream()
        .filter(record -> record.topic().startsWith("fl.updates."))
        .map(record -> RecordCodec.of(Topics.updates("p-0001"), schemas).decode(record.value()))
        .map(update -> update.getBody())
        .filter(UpdateChunk.class::isInstance)
        .map(chunk -> ((UpdateChunk) chunk).getPayload())
        .toList();
  }

  private static MockProducer<String, byte[]> producer(boolean acknowledges) {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        Stream.of(
                "fl.joins",
                "fl.metrics.stores",
                "fl.updates.p-0001",
                "fl.updates.p-0002",
                "fl.updates.p-0003",
                "fl.updates.p-0004")
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
