package io.fedlog.agent;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.learning.privacy.SpentPrivacy;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The process of store "a", real but for the broker, the rows and threads. */
final class PrivateStage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:10Z");

  final FakeTrainer trainer = new FakeTrainer();
  MockProducer<String, byte[]> producer = producer(true);
  AgentDesk desk;

  private final Path folder;
  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final Random ids = new Random(7);
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private StateDirectory state;

  PrivateStage(Path folder, OwnPrivacy demands) {
    this.folder = folder;
    this.state = StateDirectory.open(folder, Durability.POWER_LOST);
    this.desk = newDesk(demands);
  }

  /** The process ends and another takes its place. */
  void restart(OwnPrivacy demands) {
    state.close();
    waiting.clear();
    state = StateDirectory.open(folder, Durability.POWER_LOST);
    desk = newDesk(demands);
  }

  @Override
  public void close() {
    state.close();
  }

  /** Epsilon 2 x 1,000 / noise for each update; with Laplace noise epsilons simply add up. */
  static RoundDefinition.Builder round(String roundId, long noise) {
    return Rounds.builder(roundId, 4)
        .setWeighting(io.fedlog.schemas.Weighting.EQUAL)
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setGrid(new Grid(4, 4096.0, 0, 1L, 10, 1))
        .setBase(new ModelReference(Rounds.TYPE, 1L, "00"))
        .setPrivacyMode("local")
        .setPrivacy(new PrivacyRules(PrivacyMode.LOCAL, Noise.LAPLACE, 1_000L, noise, 0.0));
  }

  /** A round is defined, let in, and all work done. */
  void play(RoundDefinition round) {
    desk.define(round, NOW);
    stands(round, RoundStatus.IN_PROGRESS);
  }

  /** The quorum says how a round stands, and all work is done. */
  void stands(RoundDefinition round, RoundStatus status) {
    say(round, status);
    work();
  }

  /** The quorum says how a round stands. */
  void say(RoundDefinition round, RoundStatus status) {
    desk.state(
        RoundState.newBuilder()
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setStatus(status)
            .setCreatedAt(NOW)
            .setDeadlineAt(NOW)
            .setLogOffset(1)
            .build());
  }

  /** All that was read is acted upon: first every round, then what they left to the threads. */
  void work() {
    desk.work();
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  /** The store's own ledger. */
  SpentPrivacy spent() {
    return state.store("a").spending().spent();
  }

  List<String> topics() {
    return producer.history().stream().map(record -> record.topic()).toList();
  }

  /** The payloads of all updates, in order. */
  List<ByteBuffer> chunks() {
    return producer.history().stream()
        .filter(record -> record.topic().startsWith("fl.updates."))
        .map(record -> RecordCodec.of(Topics.updates("p-0001"), schemas).decode(record.value()))
        .map(update -> update.getBody())
        .filter(UpdateChunk.class::isInstance)
        .map(chunk -> ((UpdateChunk) chunk).getPayload())
        .toList();
  }

  private AgentDesk newDesk(OwnPrivacy demands) {
    AgentServices services =
        new AgentServices(
            new AgentOutbox(producer, schemas, SealSigner.unsigned(), AgentFigures.unseen()),
            new UpdateUpload(producer, schemas, SealSigner.unsigned(), () -> NOW, Runnable::run),
            SecureDesks.unused(),
            waiting::add,
            () -> NOW,
            ids,
            Duration.ofMillis(1),
            Set.of(),
            "0.1.0",
            demands,
            AgentFigures.unseen());
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

  static MockProducer<String, byte[]> producer(boolean acknowledges) {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        Stream.concat(
                Stream.of("fl.joins", "fl.metrics.stores"),
                IntStream.range(1, 10).mapToObj(n -> "fl.updates.p-000" + n))
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
